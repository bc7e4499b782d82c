import { eventually } from '@chiron/testing';
import type { RunningPrograms } from './running-programs.js';
import { zipOf } from './zip.js';

export interface Counts extends Record<string, unknown> {
  readonly rows: number;
  readonly omitted: number;
  readonly kinds: Record<string, Record<string, number>>;
}
export interface ImportBody {
  readonly id: string;
  readonly state: string;
  readonly counts: Counts | null;
  readonly plan: string | null;
  readonly guards: { readonly guard: string }[] | null;
  readonly undo: {
    undone: number;
    left: number;
    leftItems: { kind: string; sourcedId: string; reason: string }[];
  } | null;
  readonly problem: { readonly code: string } | null;
}
export interface Receipt {
  readonly line: number;
  readonly sourcedId: string | null;
  readonly outcome: string;
  readonly code: string | null;
  readonly field: string | null;
}
export interface EnrollmentBody {
  readonly id: string;
  readonly status: string;
  readonly sourcedId: string;
  readonly revision: number;
  readonly endDate: string | null;
}

export type Row = Record<string, unknown>;
export const row = (n: number, more: Row = {}): Row => ({
  sourcedId: `enr-${n}`,
  status: 'active',
  offering: { sourcedId: 'cls-1', title: 'Feedback and Coaching' },
  person: { sourcedId: `usr-${n}`, givenName: 'Siobhán', familyName: "O'Brien", email: `s${n}@example.edu` },
  role: 'student',
  beginDate: '2026-09-01',
  endDate: '2099-12-20',
  ...more,
});

const headers = {
  orgs: 'sourcedId,status,dateLastModified,name,type',
  academicSessions: 'sourcedId,status,dateLastModified,title,type,startDate,endDate,schoolYear',
  courses: 'sourcedId,status,dateLastModified,title,courseCode,orgSourcedId',
  classes: 'sourcedId,status,dateLastModified,title,courseSourcedId,classCode,classType,schoolSourcedId,termSourcedIds',
  users: 'sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,givenName,familyName',
  enrollments: 'sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role',
};

let sources = 0;
/** A source of its own for each story. */
export const newSource = () => `sis-${++sources}`;

const settled = new Set(['planned', 'awaiting-release', 'applied', 'refused', 'superseded', 'cancelled', 'undone']);

/** Delivers data sets to a running service and reads what became of them. */
export class Deliveries {
  constructor(private readonly programs: RunningPrograms) {}

  post(
    source: string,
    rows: readonly (Row | string)[],
    query = '',
    more: { key?: string; headers?: Record<string, string> } = {},
  ) {
    return this.programs.post<ImportBody>(`/api/v1/imports?source=${source}${query}`, {
      type: 'application/x-ndjson',
      body: rows.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n') + '\n',
      ...more,
    });
  }

  /** Delivers a OneRoster archive of these files and waits for its end. */
  async archive(source: string, files: Partial<Record<keyof typeof headers, string[]>>, query = '&mode=delta') {
    const named = Object.keys(headers).map((name) => `file.${name},${name in files ? 'bulk' : 'absent'}`);
    const manifest = ['propertyName,value', 'manifest.version,1.0', 'oneroster.version,1.1', ...named];
    const entries = Object.entries(files).map(([name, lines]) => [
      `${name}.csv`,
      [headers[name as keyof typeof headers], ...lines, ''].join('\n'),
    ]);
    const answer = await this.programs.post<ImportBody>(`/api/v1/imports?source=${source}${query}`, {
      type: 'application/zip',
      body: new Uint8Array(zipOf({ 'manifest.csv': `${manifest.join('\n')}\n`, ...Object.fromEntries(entries) })),
    });
    expect(answer.status).toBe(202);
    return this.over(answer.body.id);
  }

  /** Asks for an import to be taken back and waits until it is. */
  async undo(id: string): Promise<ImportBody> {
    expect((await this.programs.call('POST', `/api/v1/imports/${id}/undo`)).status).toBe(202);
    return this.over(id);
  }

  async get(id: string): Promise<ImportBody> {
    return (await this.programs.call<ImportBody>('GET', `/api/v1/imports/${id}`)).body;
  }

  over(id: string): Promise<ImportBody> {
    return eventually('the import comes to rest', async () => {
      const one = await this.get(id);
      if (!settled.has(one.state)) throw new Error(`it is ${one.state}`);
      return one;
    });
  }

  async run(source: string, rows: readonly (Row | string)[], query = ''): Promise<ImportBody> {
    const answer = await this.post(source, rows, query);
    expect(answer.status).toBe(202);
    return this.over(answer.body.id);
  }

  async receipts(id: string, query = ''): Promise<Receipt[]> {
    const path = `/api/v1/imports/${id}/receipts?limit=500${query}`;
    return (await this.programs.call<{ items: Receipt[] }>('GET', path)).body.items;
  }

  async enrollments(source: string, query = ''): Promise<EnrollmentBody[]> {
    const path = `/api/v1/enrollments?source=${source}&limit=500${query}`;
    return (await this.programs.call<{ items: EnrollmentBody[] }>('GET', path)).body.items;
  }
}
