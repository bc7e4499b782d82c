import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@chiron/testing';
import { RunningPrograms } from './running-programs.js';
import { zipOf } from './zip.js';

let programs: RunningPrograms;
let folder: string;
beforeAll(async () => {
  programs = await RunningPrograms.start();
  folder = mkdtempSync(join(tmpdir(), 'chiron-rosters-'));
});
afterAll(async () => {
  await programs.stop();
  rmSync(folder, { recursive: true });
});

interface ImportBody {
  readonly state: string;
  readonly counts: Record<string, number> & { readonly kinds: Record<string, Record<string, number>> };
  readonly problem: unknown;
}
interface Receipt {
  readonly kind: string;
  readonly outcome: string;
  readonly code: string | null;
}

interface Planted {
  readonly enrollments: number;
  readonly planted: Record<'unknownUser' | 'unknownClass' | 'badDate' | 'badRole' | 'duplicate' | 'missing', number>;
}

function roster(name: string, ...options: string[]): { path: string; made: Planted } {
  const path = join(folder, name);
  const said = execFileSync(process.execPath, ['tools/make-roster.mjs', '--out', path, ...options], {
    encoding: 'utf8',
  });
  return { path, made: JSON.parse(said) as Planted };
}

async function deliver(source: string, path: string, query = ''): Promise<{ id: string; one: ImportBody }> {
  const answer = await programs.post<{ id: string }>(`/api/v1/imports?source=${source}${query}`, {
    type: 'application/zip',
    body: new Uint8Array(readFileSync(path)),
  });
  expect(answer.status).toBe(202);
  const one = await eventually(
    'the import comes to rest',
    async () => {
      const now = (await programs.call<ImportBody>('GET', `/api/v1/imports/${answer.body.id}`)).body;
      if (!['applied', 'refused', 'planned', 'awaiting-release'].includes(now.state)) throw new Error(now.state);
      return now;
    },
    { within: 60_000 },
  );
  return { id: answer.body.id, one };
}

async function receipts(id: string, query = ''): Promise<Receipt[]> {
  const all: Receipt[] = [];
  let cursor = '';
  do {
    const page = (
      await programs.call<{ items: Receipt[]; next: string | null }>(
        'GET',
        `/api/v1/imports/${id}/receipts?limit=500${query}${cursor}`,
      )
    ).body;
    all.push(...page.items);
    cursor = page.next ? `&cursor=${page.next}` : '';
  } while (cursor);
  return all;
}

const tally = (items: readonly string[]) =>
  items.reduce<Record<string, number>>((sums, one) => ({ ...sums, [one]: (sums[one] ?? 0) + 1 }), {});

describe('a OneRoster archive with known defects', () => {
  const base = ['--people', '600', '--offerings', '40', '--enrollments', '6000', '--seed', '7'];

  it('is receipted exactly as its maker says, and the next delivery changes what changed', async () => {
    const { path, made } = roster('messy.zip', ...base, '--defects', '0.05');
    const { id, one } = await deliver('roster-1', path);
    const { planted } = made;
    const rejected = planted.unknownClass + planted.badDate + planted.badRole + planted.duplicate + planted.missing;
    expect(one.state).toBe('applied');
    expect(one.counts).toMatchObject({
      rows: 6000,
      pending: planted.unknownUser,
      rejected,
      created: 6000 - rejected - planted.unknownUser,
    });
    expect(one.counts.kinds).toMatchObject({
      person: { created: 600 },
      offering: { created: 40 },
      program: { created: 16 },
      term: { created: 2 },
      affiliation: { created: 600 },
    });
    const codes = tally((await receipts(id, '&outcome=rejected')).map(({ code }) => code!));
    expect(codes).toEqual(
      Object.fromEntries(
        Object.entries({
          'unknown-offering': planted.unknownClass,
          'bad-date': planted.badDate,
          'bad-role': planted.badRole,
          'duplicate-id': planted.duplicate,
          'missing-id': planted.missing,
        }).filter(([, count]) => count > 0),
      ),
    );
    expect(await receipts(id, '&kind=enrollment')).toHaveLength(6000);

    const again = await deliver('roster-1', path);
    expect(again.one.counts).toMatchObject({
      rows: 6000,
      created: 0,
      updated: 0,
      pending: planted.unknownUser,
      rejected,
    });
    expect(again.one.counts.kinds).toEqual(
      Object.fromEntries(Object.entries(one.counts.kinds).map(([kind, { created }]) => [kind, { unchanged: created }])),
    );
    const churned = roster('churned.zip', ...base, '--defects', '0.05', '--churn', '0.05');
    const next = await deliver('roster-1', churned.path);
    expect(next.one.counts['updated']).toBeGreaterThan(100);
    expect(next.one.counts).toMatchObject({ rejected, created: 0, pending: planted.unknownUser });
  }, 120_000);

  it('previews what it will do', async () => {
    const { path } = roster('preview.zip', ...base, '--defects', '0.05');
    const preview = await deliver('roster-2', path, '&dryRun=true');
    expect(preview.one.state).toBe('planned');
    const real = await deliver('roster-2', path);
    expect(await receipts(preview.id)).toEqual(await receipts(real.id));
  }, 120_000);
});

describe('the affiliations of somebody whom an archive described', () => {
  it('are told again with a name that a row gives in passing, and with the name that undo gives back', async () => {
    const path = join(folder, 'affiliated.zip');
    const files = ['orgs', 'users', 'enrollments'].map((file) => `file.${file},bulk`).join('\n');
    writeFileSync(
      path,
      zipOf({
        'manifest.csv': `propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\n${files}\n`,
        'orgs.csv': 'sourcedId,status,dateLastModified,name,type\norg-1,active,,Emergency Medicine,department\n',
        'users.csv':
          'sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,givenName,familyName\n' +
          'usr-1,active,,true,org-1,student,u1,Ann,Lee\n',
        'enrollments.csv': 'sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role\n',
      }),
    );
    expect((await deliver('affiliated', path)).one).toMatchObject({ state: 'applied' });
    const told = () =>
      programs.events
        .map(({ data }) => data as { source?: string; givenName?: string; affiliations?: Record<string, string>[] })
        .filter((data) => data.source === 'affiliated' && data.givenName !== undefined)
        .map(({ givenName, affiliations }) => [givenName, affiliations?.[0]?.['organisation']]);
    const row = {
      sourcedId: 'enr-1',
      offering: { sourcedId: 'cls-1', title: 'Feedback' },
      person: { sourcedId: 'usr-1', givenName: 'Anna' },
      role: 'learner',
    };
    const { body } = await programs.post<{ id: string }>('/api/v1/imports?source=affiliated', {
      type: 'application/x-ndjson',
      body: JSON.stringify(row),
    });
    await eventually('the new name is told', () => expect(told().at(-1)).toEqual(['Anna', 'org-1']));
    await eventually('it can be undone', async () => {
      expect((await programs.call('POST', `/api/v1/imports/${body.id}/undo`)).status).toBe(202);
    });
    await eventually('the name before is told', () => expect(told().at(-1)).toEqual(['Ann', 'org-1']));
    // the source’s own word: what it means as a role is for enrollments alone
    const positions = new Set(
      programs.events
        .map(({ data }) => data as { source?: string; affiliations?: Record<string, string>[] })
        .flatMap(({ source, affiliations = [] }) => (source === 'affiliated' ? affiliations : []))
        .map(({ position }) => position),
    );
    expect([...positions]).toEqual(['student']);
  });
});

const shared = '../shared/data/rosters';
const real = existsSync(shared) ? describe : describe.skip;
if (!existsSync(shared)) console.warn(`SKIPPED: the two real archives are not in ${shared}`);

real('a real archive', () => {
  it('of OneRoster 1.1 is applied as far as it is unambiguous, and the rest is receipted', async () => {
    const { id, one } = await deliver('real-1', join(shared, 'oneroster-1.1-minimal.zip'));
    expect(one.state).toBe('applied');
    expect(one.counts).toMatchObject({ rows: 6, created: 6 });
    expect((await receipts(id)).every(({ outcome }) => outcome !== undefined)).toBe(true);
  });

  it('of OneRoster 1.2, misspelt and mixed, is applied as far as it is unambiguous', async () => {
    const { id, one } = await deliver('real-2', join(shared, 'oneroster-1.2-messy.zip'), '&mode=delta');
    expect(one.state).toBe('applied');
    const codes = tally(
      (await receipts(id)).map(({ kind, outcome, code }) => `${kind} ${outcome} ${code ?? ''}`.trim()),
    );
    // 15/06/2023 in users settles 1/05/2023 there; a status that OneRoster does not have is not guessed at.
    expect(codes).toEqual({
      'org created': 1,
      'term created': 3,
      'term rejected bad-status': 1,
      'term unchanged nothing-to-end': 1,
      'offering created': 1,
      'offering unchanged nothing-to-end': 1,
      'person created': 6,
      'affiliation created': 7,
      'enrollment created': 3,
      'enrollment rejected unknown-offering': 3,
    });
    expect(one.counts['rows']).toBe(6);
  });
});
