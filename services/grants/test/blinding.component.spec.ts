import { PDFDocument } from '@cantoo/pdf-lib';
import { ReferenceResolved } from '@chiron/contracts/membership';
import { PersonDescribed } from '@chiron/contracts/programs';
import { eventually } from '@chiron/testing';
import { uuidv7 } from 'uuidv7';
import { mediaTypes } from '../src/domain/file-reading.js';
import { problem } from './applying.js';
import { docxOf, has, pdfOf } from './documents.js';
import { holds } from './deciding.js';
import { filing, type Filing } from './filing.js';
import { runningGrants, type RunningGrants } from './running-grants.js';

let grants: RunningGrants;
let at: Filing;
beforeAll(async () => {
  grants = await runningGrants();
  at = await filing(grants);
});
afterAll(() => grants.close());

const sara = {
  givenName: 'Sara',
  familyName: 'O’Brien',
  email: 'sara.obrien@mcw.example',
  orcid: '0000-0002-1825-0097',
  affiliations: [{ organisation: 'mcw', organisationName: 'Northlake Medical College' }],
};
interface Found {
  id: string;
  kind: string;
  state: string;
  written: string;
  place: Record<string, string>;
}
const shown = (findings: Found[]): string[] =>
  findings.map(({ kind, state, written, place }) =>
    `${state} ${kind} “${written}” ${place.in} ${place.pointer ?? place.part ?? ''}`.trim(),
  );

describe('an application to a blinded call', () => {
  it('is blocked by what names the team in answers, file names and documents, and clear once that is gone', async () => {
    const { me, id } = await at.draft(sara);
    await at.save(me, id, 0, {
      title: 'A plan of S. O’Brien',
      aims: 'We at Northlake Medical College (sara.obrien@mcw.example, 0000-0002-1825-0097) teach.',
      about: 'Sara O’Brien, not shown to reviewers',
    });
    const pdf = await pdfOf('First', 'As O’Brien SJ et al. say'.replace('’', "'"));
    pdf.setAuthor('Sara O’Brien');
    const file = (await at.add(me, id, 'OBrien_plan.pdf', await pdf.save())).body.id as string;
    const checked = await at.check(me, id);
    expect([checked.status, checked.body.state]).toEqual([200, 'blocked']);
    expect(shown(checked.body.findings as Found[]).sort()).toEqual([
      'open email “sara.obrien@mcw.example” answers /answers/aims',
      'open institution “Northlake Medical College” answers /answers/aims',
      "open name “O'Brien SJ” file page 2",
      'open name “OBrien” file-name',
      'open name “S. O’Brien” answers /answers/title',
      'open orcid “0000-0002-1825-0097” answers /answers/aims',
    ]);
    expect(checked.body.open).toBe(6);

    await at.save(me, id, 1, { title: 'A plan', aims: 'We teach.' });
    await grants.call(me, 'DELETE', `/applications/${id}/files/${file}`);
    expect((await grants.call(me, 'GET', `/applications/${id}/blinding`)).body.state).toBe('unchecked');
    await at.add(me, id, 'plan.pdf', await (await pdfOf('As others say')).save());
    const again = await at.check(me, id);
    expect([again.body.state, again.body.open]).toEqual(['clear', 0]);
    expect((again.body.findings as Found[]).every(({ state }) => state === 'resolved')).toBe(true);
  });

  it('is checked by itself when it was handed in, and let through by an officer with a reason alone', async () => {
    const { me, id } = await at.draft({ givenName: 'Ruth', familyName: 'Young', email: 'ruth@x.example' });
    await at.save(me, id, 0, { title: 'The Young Teachers’ Programme' });
    await at.act(me, id, 'submit');
    const path = `/applications/${id}/blinding`;
    const { body } = await eventually('it was checked', async () => {
      const answer = await grants.call(at.officer, 'GET', path);
      if (answer.body.state !== 'blocked') throw new Error(answer.text);
      return answer;
    });
    expect(shown(body.findings as Found[])).toEqual(['open name “Young” answers /answers/title']);
    const waiver = `${path}/findings/${body.findings[0].id}/waiver`;
    const reason = { body: { reason: 'It means young people.' } };
    expect((await grants.call(me, 'PUT', waiver, reason)).status).toBe(403);
    const mute = await grants.call(at.officer, 'PUT', waiver, { body: { reason: '' } });
    expect([mute.status, mute.body.errors[0].pointer]).toEqual([400, '/reason']);
    const passed = await grants.call(at.officer, 'PUT', waiver, reason);
    expect([passed.status, passed.body.state, passed.body.reason]).toEqual([200, 'waived', 'It means young people.']);
    expect(problem(await grants.call(at.officer, 'PUT', waiver, reason))).toEqual([409, '/problems#finding-not-open']);
    expect((await grants.call(at.officer, 'GET', path)).body).toMatchObject({ state: 'clear', open: 0 });
    // the team learns that it may pass, not what the officer wrote
    expect((await grants.call(me, 'GET', path)).body.findings[0].reason).toBeUndefined();
    expect((await at.check(at.officer, id)).body.state).toBe('clear');
    expect((await grants.call(at.officer, 'DELETE', waiver)).body.state).toBe('open');
    expect(problem(await grants.call(at.officer, 'DELETE', waiver))).toEqual([409, '/problems#finding-not-waived']);
    expect((await grants.call(at.officer, 'GET', path)).body.state).toBe('blocked');
  });

  it('is blocked by a document that nobody can read, which has no copy', async () => {
    const { me, id } = await at.draft(sara);
    const pdf = await pdfOf('Secret');
    pdf.encrypt({ userPassword: 'a', ownerPassword: 'b' });
    const file = (await at.add(me, id, 'plan.pdf', await pdf.save())).body.id as string;
    const { body } = await at.check(me, id);
    expect(shown(body.findings as Found[])).toEqual(['open unreadable “encrypted” file whole file']);
    const copy = await grants.call(me, 'GET', `/applications/${id}/files/${file}/copy`);
    expect([...problem(copy), copy.body.detail]).toEqual([409, '/problems#copy-not-made', 'Why: encrypted.']);
  });

  it('has copies of its files that tell nothing of who made them', async () => {
    const { me, id } = await at.draft(sara);
    const pdf = await pdfOf('The plan');
    pdf.setAuthor('Sara Author');
    const docx = docxOf('<w:ins w:author="Sara Ins"><w:r><w:t>Text</w:t></w:r></w:ins>', {
      'docProps/core.xml':
        '<cp:coreProperties xmlns:cp="a"><cp:lastModifiedBy>Sara Core</cp:lastModifiedBy></cp:coreProperties>',
    });
    const one = (await at.add(me, id, 'a.pdf', await pdf.save())).body.id as string;
    const two = (await at.add(me, id, 'b.docx', docx, { type: mediaTypes.docx })).body.id as string;
    expect((await at.check(me, id)).body.state).toBe('clear');
    const copied = await grants.call(me, 'GET', `/applications/${id}/files/${one}/copy`);
    expect(copied.headers.get('content-disposition')).toContain('attachment');
    expect((await PDFDocument.load(copied.bytes, { updateMetadata: false })).getAuthor()).toBeUndefined();
    const word = await grants.call(me, 'GET', `/applications/${id}/files/${two}/copy`);
    expect(has(word.bytes, 'Sara')).toBe(false);
  });

  it('names nobody by what everybody of the host has in common', async () => {
    const hosted = await filing(grants);
    const host = { institution: 'sis/mcw', domains: ['mcw.example'] };
    const { me, id } = await hosted.draft(sara);
    await hosted.save(me, id, 0, { title: 'At Northlake Medical College, see teach.mcw.example' });
    expect((await hosted.check(me, id)).body.open).toBe(2);
    await grants.query(`update calls set settings = jsonb_set(settings, '{review,conflicts,host}', $2) where id = $1`, [
      hosted.callId,
      JSON.stringify(host),
    ]);
    expect((await hosted.check(me, id)).body.open).toBe(0);
  });

  it('goes to review only when nothing names the team, and may be returned without review all the same', async () => {
    const { me, id } = await at.draft(sara);
    await at.save(me, id, 0, { title: 'Of S. O’Brien' });
    const scan = await pdfOf('');
    scan.encrypt({ userPassword: 'a', ownerPassword: 'b' });
    const file = (await at.add(me, id, 'scan.pdf', await scan.save())).body.id as string;
    await at.act(me, id, 'submit');
    const look = async (body: object) => {
      const etag = (await grants.call(at.officer, 'GET', `/applications/${id}`)).headers.get('etag')!;
      const path = `/applications/${id}/administrative-review`;
      return grants.call(at.officer, 'PUT', path, { body, headers: { 'if-match': etag } });
    };
    const refused = await look(holds);
    expect(problem(refused)).toEqual([409, '/problems#blinding-unresolved']);
    expect(refused.body.errors).toEqual([
      { pointer: '/answers/title', detail: 'names somebody of the team: “S. O’Brien”' },
      { pointer: `/files/${file}`, detail: 'cannot be searched: encrypted' },
    ]);
    const { findings } = (await grants.call(at.officer, 'GET', `/applications/${id}/blinding`)).body as {
      findings: Found[];
    };
    for (const finding of findings) {
      const path = `/applications/${id}/blinding/findings/${finding.id}/waiver`;
      await grants.call(at.officer, 'PUT', path, { body: { reason: 'It was looked at.' } });
    }
    expect((await look(holds)).status).toBe(200);
    const trail = await grants.call(at.officer, 'GET', `/applications/${id}/audit`);
    expect(trail.text).toContain('let a finding pass');

    const other = await at.draft(sara);
    await at.save(other.me, other.id, 0, { title: 'Of S. O’Brien' });
    await at.act(other.me, other.id, 'submit');
    const etag = (await grants.call(at.officer, 'GET', `/applications/${other.id}`)).headers.get('etag')!;
    const returned = await grants.call(at.officer, 'PUT', `/applications/${other.id}/administrative-review`, {
      body: { ...holds, responsive: { holds: false }, reason: 'It names its team.' },
      headers: { 'if-match': etag },
    });
    expect(returned.status).toBe(200);
  });

  it('is not shown to strangers, and not checked for who may only read it', async () => {
    const { id } = await at.draft(sara);
    const stranger = { personId: await at.person() };
    expect((await grants.call(stranger, 'GET', `/applications/${id}/blinding`)).status).toBe(404);
    expect((await at.check(stranger, id)).status).toBe(404);
    expect((await at.check(at.officer, id)).status).toBe(403);
  });
});

describe('what becomes known of a team late', () => {
  const handedIn = async (title: string) => {
    const { me, id, personId } = await at.draft({
      givenName: 'Ruth',
      familyName: 'Young',
      email: `${title.length}@x.example`,
    });
    await at.save(me, id, 0, { title });
    await at.act(me, id, 'submit');
    await stands(id, 'clear');
    return { id, personId, me };
  };
  const stands = (id: string, state: string) =>
    eventually(`the application is ${state}`, async () => {
      const { body } = await grants.call(at.officer, 'GET', `/applications/${id}/blinding`);
      if (body.state !== state) throw new Error(body.state);
      return body.findings as Found[];
    });
  const accept = async (id: string) => {
    const etag = (await grants.call(at.officer, 'GET', `/applications/${id}`)).headers.get('etag')!;
    const path = `/applications/${id}/administrative-review`;
    return grants.call(at.officer, 'PUT', path, { body: holds, headers: { 'if-match': etag } });
  };
  const tell = (personId: string, told: object) =>
    grants.publish(PersonDescribed, { source: 'sis', sourcedId: `usr-${personId}`, emailAuthoritative: true, ...told });

  it('is looked for in what nobody has passed to reviewers, and opens nothing again that was passed', async () => {
    const waiting = await handedIn('The ward of Mensah Owusu');
    const passed = await handedIn('Another ward of Mensah Owusu');
    expect((await accept(passed.id)).status).toBe(200);
    await tell(passed.personId, { givenName: 'Mensah', familyName: 'Owusu' });
    await tell(waiting.personId, { givenName: 'Mensah', familyName: 'Owusu' });
    expect(shown(await stands(waiting.id, 'blocked'))).toEqual(['open name “Mensah Owusu” answers /answers/title']);
    expect(problem(await accept(waiting.id))).toEqual([409, '/problems#blinding-unresolved']);
    const kept = await grants.call(at.officer, 'GET', `/applications/${passed.id}/blinding`);
    expect(kept.body).toMatchObject({ state: 'clear', findings: [] });
  });

  it('is looked for when a person turns out to be known by another reference, or to be somebody else too', async () => {
    const one = await handedIn('Northlake and other places');
    await tell(uuidv7(), {}); // nobody's: it changes nothing
    const sourcedId = `hr-${one.personId}`;
    const affiliations = [{ organisation: 'n', organisationName: 'Northlake' }];
    await grants.publish(PersonDescribed, { source: 'hr', sourcedId, emailAuthoritative: false, affiliations });
    await grants.publish(ReferenceResolved, { source: 'hr', sourcedId, personId: one.personId });
    expect(shown(await stands(one.id, 'blocked'))).toEqual(['open institution “Northlake” answers /answers/title']);

    const two = await handedIn('Wards of Adjoa Boateng');
    const other = await grants.person({ givenName: 'Adjoa', familyName: 'Boateng' });
    await grants.merge(other, two.personId);
    expect(shown(await stands(two.id, 'blocked'))).toEqual(['open name “Adjoa Boateng” answers /answers/title']);
  });

  it('makes nothing to be checked anew where it says what was known already', async () => {
    const one = await handedIn('Quiet wards');
    const turns = () =>
      grants.query<{ turn: number }>('select turn from blinding_turns where application_id = $1', [one.id]);
    const before = await turns();
    await tell(one.personId, { givenName: 'Ruth', familyName: 'Young', email: '11@x.example' });
    await tell(one.personId, { givenName: 'Ruth', familyName: 'Young', email: 'new@x.example' });
    await eventually('the new address is known', async () => {
      if ((await turns()).length !== before.length + 1) throw new Error('not yet');
    });
    expect((await turns())[0]!.turn).toBe(1);
  });
});

describe('an application to a call whose reviewers know who applies', () => {
  it('has nothing to check', async () => {
    const open = await filing(grants, 'none');
    const { me, id } = await open.draft(sara);
    expect((await grants.call(me, 'GET', `/applications/${id}/blinding`)).body.state).toBe('not-blinded');
    expect(problem(await open.check(me, id))).toEqual([409, '/problems#call-not-blinded']);
  });
});
