import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { take } from '../../test/uploads.js';

const rosters = resolve(import.meta.dirname, '../../../../../shared/data/rosters');
const real = existsSync(rosters) ? describe : describe.skip;
if (!existsSync(rosters)) console.warn(`SKIPPED: the real archives are not at ${rosters}`);

real('Two real archives', () => {
  const open = (name: string) => take('zip', readFileSync(resolve(rosters, name)));

  test('OneRoster 1.1: every row is read, with affiliations from users.csv', async () => {
    const taken = await open('oneroster-1.1-minimal.zip');
    const counts = Object.fromEntries(taken.batches.map((batch) => [batch.kind, batch.lines.length]));
    expect(counts).toEqual({ org: 1, term: 5, offering: 2, person: 6, affiliation: 6, enrollment: 6 });
    expect(taken.batches.flatMap((batch) => batch.lines).filter((line) => line[1] !== null)).toEqual([]);
    expect(taken.of('offering')[1]).toMatchObject({ terms: 'as-trm-222-1234,as-trm-222-1235' });
    expect(taken.of('affiliation')[0]).toMatchObject({ sourcedId: 'usr-222-123456/org-sch-222-456', role: 'teacher' });
    expect(taken.dataset).toMatchObject({ version: '1.1', files: { courses: 'absent', roles: 'missing' } });
    expect(JSON.stringify(taken)).not.toContain('Password1-');
  });

  test('OneRoster 1.2 with misspelt headers: every row is read, and each correction is told', async () => {
    const taken = await open('oneroster-1.2-messy.zip');
    const counts = Object.fromEntries(taken.batches.map((batch) => [batch.kind, batch.lines.length]));
    expect(counts).toEqual({ org: 1, term: 5, offering: 2, person: 6, affiliation: 7, enrollment: 6 });
    expect(taken.batches.flatMap((batch) => batch.lines).filter((line) => line[1] !== null)).toEqual([]);
    const people = taken.of('person');
    expect(people[0]).toMatchObject({ modified: '1/05/2023', preferredGivenName: null, orgs: 'org-sch-222-456' });
    expect(people[1]).toMatchObject({ status: null, preferredGivenName: 'MJ', pronouns: 'she/her/hers' });
    expect(taken.of('affiliation')[0]).toMatchObject({ modified: '2025-01-01', primary: 'true' });
    expect(taken.dataset.warnings.map((warning) => warning.detail).join('\n')).toMatch(
      /“dataLastModified” is read as dateLastModified/,
    );
    expect(taken.dataset.warnings.map((warning) => warning.detail).join('\n')).toMatch(
      /“prefferedGivenName” is read as preferredGivenName/,
    );
    expect(JSON.stringify(taken)).not.toContain('Password1-');
  });
});
