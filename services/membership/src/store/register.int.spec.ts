import { opened, saying } from '../../test/opened.js';

describe('people that sources describe', () => {
  let on: Awaited<ReturnType<typeof opened>>;
  beforeEach(async () => (on = await opened()));
  afterEach(() => on.close());
  const tom = { givenName: 'Tomás', familyName: 'Herrera' };

  it('become people, each told once', async () => {
    await on.describe([
      saying('1', { email: 'ana@example.edu', affiliations: [{ organisation: 'o1', primary: true }] }),
      saying('2', tom),
    ]);
    await on.describe([saying('1', { email: 'ana@example.edu' }), saying('2', tom)]);
    expect(await on.count('people')).toBe(2);
    const events = await on.events();
    expect(events.map(({ type }) => type.split('.').slice(2, 4).join('.')).sort()).toEqual([
      'person.registered', 'person.registered', 'reference.resolved', 'reference.resolved',
    ]); // prettier-ignore
    expect(JSON.stringify(events)).not.toMatch(/Silva|Herrera|example\.edu/);
  });

  it('are one when two sources name the same ORCID iD or a proven address', async () => {
    await on.describe([saying('1', { orcid: '0000-0002-1825-0097', email: 'ana@example.edu' })]);
    await on.describe([
      saying('9', { source: 'hr', orcid: '0000-0002-1825-0097', givenName: 'Ana Rita' }),
      saying('8', { source: 'lms', email: 'ANA@example.edu', familyName: 'SILVA' }),
      saying('7', { source: 'web', email: 'ana@example.edu', emailAuthoritative: false }),
    ]);
    expect(await on.personOf('9', 'hr')).toBe(await on.personOf('1'));
    expect(await on.personOf('8', 'lms')).toBe(await on.personOf('1'));
    expect(await on.personOf('7', 'web')).not.toBe(await on.personOf('1'));
    expect(await on.count('matches', `state = 'open' and doubt = 'email-not-authoritative'`)).toBe(1);
  });

  it('keep their address with its dates when it passes to somebody else', async () => {
    await on.describe([saying('1', { email: 'desk@example.edu' })]);
    await on.describe([saying('2', { ...tom, email: 'desk@example.edu' })]);
    const held = await on.database.query(
      'select sourced_id, until_at is null as today from addresses order by from_at',
    );
    expect(held).toEqual([
      { sourced_id: '1', today: false },
      { sourced_id: '2', today: true },
    ]);
    await on.describe([saying('3', { ...tom, source: 'hr', email: 'desk@example.edu' })]);
    expect(await on.personOf('3', 'hr')).toBe(await on.personOf('2'));
  });

  it('are made once by twenty racing batches that all name the same humans', async () => {
    const humans = Array.from({ length: 40 }, (_, i) => `0000-000${i}`);
    await Promise.all(
      Array.from({ length: 20 }, (_, source) =>
        on.describe(humans.map((orcid, i) => saying(`${i}`, { source: `s${source}`, orcid, givenName: `Given${i}` }))),
      ),
    );
    expect(await on.count('people')).toBe(40);
    expect(await on.count('identifiers')).toBe(800);
    expect(await on.count('outbox', `topic = 'membership.references'`)).toBe(800);
    expect(await on.count('outbox', `topic = 'membership.people'`)).toBe(40);
  }, 60_000);

  it('do not change by late and repeated words', async () => {
    await on.describe([saying('1')]);
    await on.describe([saying('1', { familyName: 'Costa' })], 3);
    await on.describe([saying('1', { familyName: 'Late' })], 2);
    await on.describe([saying('1', { familyName: 'Again' })], 3);
    expect(await on.database.query('select family_name, revision from people')).toEqual([
      { family_name: 'Costa', revision: 2 },
    ]);
  });

  it('show what staff corrected, whatever is delivered later, until it is withdrawn', async () => {
    await on.describe([saying('1')]);
    const id = (await on.personOf('1'))!;
    const { correct, withdrawCorrection } = await import('../domain/person.js');
    await on.people.change(id, (person) =>
      correct(person, { familyName: 'Sousa', email: 'ana@home.example' }, 'staff', '2026-09-02T00:00:00.000Z'),
    );
    await on.describe([saying('1', { familyName: 'Costa', givenName: 'Anna' })], 2);
    const shown = () => on.database.query('select given_name, family_name from people');
    expect(await shown()).toEqual([{ given_name: 'Anna', family_name: 'Sousa' }]);
    await on.people.change(id, (person) => withdrawCorrection(person, 'familyName'));
    expect(await shown()).toEqual([{ given_name: 'Anna', family_name: 'Costa' }]);
    expect(await on.count('addresses', `source = 'chiron' and until_at is null`)).toBe(1);
  });

  it('keep a privacy hold that their source drops; staff lift it, and the same word does not place it again', async () => {
    await on.describe([saying('1', { privacyHold: true })]);
    const id = (await on.personOf('1'))!;
    const held = () => on.count('people', 'privacy_hold');
    await on.describe([saying('1', { familyName: 'A' })], 2);
    await on.describe([saying('1', { privacyHold: false })], 3);
    expect(await held()).toBe(1);
    const { liftHold } = await import('../domain/person.js');
    await on.people.change(id, liftHold);
    await on.describe([saying('1', { familyName: 'B' })], 4);
    expect(await held()).toBe(0);
    await on.describe([saying('1', { privacyHold: true })], 5);
    expect(await held()).toBe(1);
    const revisions = (await on.events())
      .filter(({ type }) => type.includes('.person.'))
      .map(({ revision }) => revision);
    expect(new Set(revisions).size).toBe(revisions.length);
  });

  it('are forgotten with their words, addresses and corrections; only the reference stays', async () => {
    await on.describe([saying('1', { email: 'ana@example.edu', pronouns: 'she/her' })]);
    const id = (await on.personOf('1'))!;
    const { correct } = await import('../domain/person.js');
    await on.people.change(id, (person) =>
      correct(person, { familyName: 'Sousa', email: 'a@home.example' }, 's', '2026-09-02T00:00:00.000Z'),
    );
    await on.register.forget([{ source: 'sis', sourcedId: '1' }]);
    const [person] = await on.database.query(
      "select to_jsonb(people) - array['id', 'created_at', 'changed_at'] as all from people",
    );
    expect(JSON.stringify(person)).not.toMatch(/Ana|Silva|Sousa|she|example/);
    expect(await on.count('addresses')).toBe(0);
    expect(await on.personOf('1')).toBe(id);
    await on.describe([saying('1', { familyName: 'Costa' })]);
    expect(await on.database.query('select id, family_name from people')).toEqual([{ id, family_name: 'Costa' }]);
  });

  it('leave nothing in the outbox when the batch fails', async () => {
    await expect(
      on.database.transaction(async () => {
        await on.describe([saying('1')]);
        throw new Error('cut');
      }),
    ).rejects.toThrow('cut');
    expect([await on.count('people'), await on.count('outbox'), await on.count('identifiers')]).toEqual([0, 0, 0]);
  });
});
