import fc from 'fast-check';
import { opened, saying } from '../../test/opened.js';
import { link, unlink } from '../domain/linking.js';
import { merge, separate } from '../domain/merging.js';

describe('a merge', () => {
  let on: Awaited<ReturnType<typeof opened>>;
  beforeEach(async () => (on = await opened()));
  afterEach(() => on.close());

  const mergeOf = async (away: string, into: string) =>
    on.merges.merge((await on.personOf(away))!, (await on.personOf(into))!, 'staff', merge);
  const names = ['Ana', 'Bea', 'Carl', 'Dora'];
  const four = () =>
    on.describe(
      names.map((givenName, i) => saying(`${i}`, { givenName, familyName: `F${i}`, email: `${i}@example.edu` })),
    );
  const state = async () => ({
    references: await on.database.query(
      `select source, sourced_id, person_id from identifiers where source <> 'chiron' order by 1, 2`,
    ),
    people: await on.database.query(
      'select id, given_name, family_name, privacy_hold, hold_by, merged_into from people order by id',
    ),
  });

  it('moves the references and tells it', async () => {
    await four();
    const [ana, bea] = [await on.personOf('0'), await on.personOf('1')];
    await mergeOf('0', '1');
    expect(await on.personOf('0')).toBe(bea);
    expect(await on.personOf(ana!, 'chiron')).toBe(bea);
    const told = (await on.events())
      .slice(8)
      .map(({ type, data, revision }) => ({ type: type.split('.')[3], data, revision }));
    expect(told).toContainEqual({
      type: 'resolved',
      data: { source: 'sis', sourcedId: '0', personId: bea },
      revision: 2,
    });
    expect(told).toContainEqual({
      type: 'resolved',
      data: { source: 'chiron', sourcedId: ana, personId: bea },
      revision: 1,
    });
    expect(told).toContainEqual({
      type: 'merged',
      data: expect.objectContaining({ personId: ana, intoPersonId: bea }),
      revision: 2,
    });
  });

  it('undone gives back what came because of it, and leaves what came otherwise', async () => {
    await four();
    const [ana, bea] = [await on.personOf('0'), await on.personOf('1')];
    const id = await mergeOf('0', '1');
    await on.describe([
      saying('x', { source: 'hr', givenName: 'Ana', familyName: 'F0', email: '0@example.edu' }),
      saying('y', { source: 'hr', givenName: 'Bea', familyName: 'F1', email: '1@example.edu' }),
    ]);
    await on.identifiers.link(bea!, { source: 'lms', sourcedId: 'z' }, (person, present) =>
      link(person, { source: 'lms', sourcedId: 'z' }, present),
    );
    await on.merges.undo(id, 'staff', separate);
    expect([await on.personOf('0'), await on.personOf('x', 'hr')]).toEqual([ana, ana]);
    expect([await on.personOf('1'), await on.personOf('y', 'hr'), await on.personOf('z', 'lms')]).toEqual([
      bea,
      bea,
      bea,
    ]);
    await expect(on.merges.undo(id, 'staff', separate)).rejects.toMatchObject({ code: 'merge-undone' });
  });

  it('undone after its survivor was merged too takes its references from there', async () => {
    await four();
    const [ana, bea, carl] = [await on.personOf('0'), await on.personOf('1'), await on.personOf('2')];
    const first = await mergeOf('0', '1');
    const second = await mergeOf('1', '2');
    expect([await on.personOf('0'), await on.personOf(ana!, 'chiron')]).toEqual([carl, carl]);
    await on.merges.undo(first, 'staff', separate);
    expect([await on.personOf('0'), await on.personOf('1')]).toEqual([ana, carl]);
    await on.merges.undo(second, 'staff', separate);
    expect([await on.personOf('0'), await on.personOf('1'), await on.personOf('2')]).toEqual([ana, bea, carl]);
  });

  it('and its undo, in any nesting and any order, leave everything as it was', async () => {
    await four();
    await on.describe([
      saying('5', { source: 'hr', givenName: 'Ana', familyName: 'F0', email: '0@example.edu', privacyHold: true }),
    ]);
    const before = await state();
    const person = fc.integer({ min: 0, max: 3 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(person, person), { minLength: 1, maxLength: 4 }),
        fc.integer(),
        async (pairs, turn) => {
          const done: string[] = [];
          for (const [away, into] of pairs) {
            const [one, other] = [(await on.personOf(`${away}`))!, (await on.personOf(`${into}`))!];
            if (one !== other) done.push(await on.merges.merge(one, other, 'staff', merge));
          }
          const order = done
            .map((id, at) => ({ id, by: ((at + 7) * (Math.abs(turn) + 13)) % 11 }))
            .sort((a, b) => a.by - b.by);
          for (const { id } of order) await on.merges.undo(id, 'staff', separate);
          expect(await state()).toEqual(before);
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);

  it('of one pair by two members of staff at once happens once', async () => {
    await four();
    const results = await Promise.allSettled([mergeOf('0', '1'), mergeOf('1', '0'), mergeOf('0', '1')]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await on.count('merges')).toBe(1);
  });
});

describe('a reference that staff take away', () => {
  let on: Awaited<ReturnType<typeof opened>>;
  beforeEach(async () => (on = await opened()));
  afterEach(() => on.close());
  const unlinked = async (source: string, sourcedId: string, personId: string) =>
    on.identifiers.unlink(personId, { source, sourcedId }, (person, present, others) =>
      unlink(person, { source, sourcedId }, present, others),
    );

  it('becomes a person of its own where it is described', async () => {
    await on.describe([saying('1', { orcid: 'o' }), saying('2', { source: 'hr', orcid: 'o', privacyHold: true })]);
    const id = (await on.personOf('1'))!;
    const made = await unlinked('hr', '2', id);
    expect(made).toBe(await on.personOf('2', 'hr'));
    expect(made).not.toBe(id);
    expect(await on.database.query('select given_name, privacy_hold from people where id = $1', [made])).toEqual([
      { given_name: 'Ana', privacy_hold: true },
    ]);
    expect((await on.events()).at(-1)).toMatchObject({ data: { personId: made }, revision: 2 });
  });

  it('means nobody where it is bare, and finds its person when it is described', async () => {
    await on.describe([saying('1', { orcid: 'o' })]);
    const id = (await on.personOf('1'))!;
    await on.identifiers.link(id, { source: 'lms', sourcedId: 'b' }, () => true);
    expect(await unlinked('lms', 'b', id)).toBeNull();
    expect(await on.personOf('b', 'lms')).toBeNull();
    expect((await on.events()).at(-1)).toMatchObject({ type: 'chiron.membership.reference.released.v1', revision: 2 });
    await on.describe([saying('b', { source: 'lms', orcid: 'o' })]);
    expect(await on.personOf('b', 'lms')).toBe(id);
    expect((await on.events()).at(-1)).toMatchObject({ data: { personId: id }, revision: 3 });
  });
});
