import { uuidv7 } from 'uuidv7';
import { OfferingListed, type OfferingFacts } from '@chiron/contracts/programs';
import { copyLine, forFew, prepared, type Tx } from '@chiron/postgres';
import { inScope, type Scope } from '../domain/scope.js';
import { draftMade, type ThingChange, type ThingEntry } from './catalogue-things.pg.js';

export interface OfferingInReach {
  readonly id: string;
  readonly inScope: boolean;
}

interface Stored {
  id: string;
  sourced_id: string;
  program: string | null;
  terms: string[];
  [key: string]: unknown;
}

const offeringsNamed = prepared(`
  select o.id, o.sourced_id, p.sourced_id as program,
    coalesce((select array_agg(t.sourced_id) from offering_terms ot join terms t on t.id = ot.term_id where ot.offering_id = o.id), '{}') as terms
  from offerings o left join programs p on p.id = o.program_id
  where o.source = $1 and o.sourced_id = any($2)`);

/** The offerings that a running import names, looked up once each; drafts are made of unknown ones that have a title. */
export class OfferingsInReach {
  private readonly known = new Map<string, OfferingInReach | null>();
  private readonly drafts: { id: string; sourcedId: string; title: string }[] = [];

  constructor(
    private readonly source: string,
    readonly scope: Scope | null,
  ) {}

  /** Looks up those not met before. */
  async meet(tx: Tx, sourcedIds: readonly (string | null)[]): Promise<void> {
    const strangers = new Set<string>();
    for (const id of sourcedIds) if (id !== null && !this.known.has(id)) strangers.add(id);
    if (strangers.size === 0) return;
    for (const id of strangers) this.known.set(id, null);
    const rows = await tx.query<Stored>(forFew(offeringsNamed, strangers.size), [this.source, [...strangers]]);
    for (const row of rows) this.add(row.sourced_id, row.id, row.program, row.terms);
  }

  /** An offering that this pass made or changed; a preview has it nowhere else. */
  add(sourcedId: string, id: string, program: string | null, terms: readonly string[]): void {
    this.known.set(sourcedId, {
      id,
      inScope: this.scope === null || inScope(this.scope, { sourcedId, program, terms }),
    });
  }

  find(sourcedId: string): OfferingInReach | undefined {
    return this.known.get(sourcedId) ?? undefined;
  }

  /** Which of these offerings of ours the scope leaves out. */
  async outsideScope(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
    if (this.scope === null || ids.length === 0) return new Set();
    const rows = await tx.query<{ id: string; sourced_id: string | null }>(
      'select id, sourced_id from offerings where id = any($1::uuid[])',
      [[...new Set(ids)]],
    );
    await this.meet(
      tx,
      rows.map((row) => row.sourced_id),
    );
    const reached = (sourcedId: string | null) => sourcedId !== null && this.find(sourcedId)?.inScope === true;
    return new Set(rows.filter((row) => !reached(row.sourced_id)).map((row) => row.id));
  }

  /** The offering, made as a draft where it is unknown and the line carries its title. */
  findOrDraft(sourcedId: string, title: string | null, ends: boolean): OfferingInReach | undefined {
    const found = this.find(sourcedId);
    if (found || title === null || ends) return found;
    const id = uuidv7();
    this.add(sourcedId, id, null, []);
    const made = this.find(sourcedId);
    if (made?.inScope) this.drafts.push({ id, sourcedId, title });
    return made;
  }

  /** Writes the drafts made since the last call; answers their events, and what undo needs. */
  async writeDrafts(tx: Tx, write: boolean): Promise<{ events: ThingEntry[]; made: ThingChange[] }> {
    const drafts = this.drafts.splice(0);
    if (!write || drafts.length === 0) return { events: [], made: [] };
    await tx.copy(
      'offerings',
      ['id', 'source', 'sourced_id', 'title', 'status'],
      drafts.map((draft) => copyLine([draft.id, this.source, draft.sourcedId, draft.title, 'draft'])),
    );
    const events = drafts.map(({ id, title }) => {
      const facts: OfferingFacts = {
        offeringId: id,
        programId: null,
        code: null,
        title,
        status: 'draft',
        beginDate: null,
        endDate: null,
      };
      return { fact: OfferingListed.of(facts), revision: 1 };
    });
    return { events, made: drafts.map(({ sourcedId, title }) => draftMade(sourcedId, title)) };
  }
}
