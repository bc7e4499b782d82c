import { eventually } from '@chiron/testing';
import type { RunningPrograms } from './running-programs.js';

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
  readonly undo: { undone: number; left: number; leftItems: { sourcedId: string; reason: string }[] } | null;
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
