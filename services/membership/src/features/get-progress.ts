import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';

export interface Progress {
  /** references of the source that mean a person */
  references: number;
  /** people that they mean */
  people: number;
  /** entries of the source that stand in somebody's record */
  entries: number;
  /** when this was counted */
  asOf: Instant;
}

/** After a count so many times as long as it took is waited before the next: whoever polls costs a twentieth at most. */
const restsPerCount = 20;
/** Sources whose last count is remembered. */
const remembered = 100;

interface Count {
  readonly progress: Promise<Progress>;
  /** from when on it is counted anew, in milliseconds; unknown while it is counted */
  until: number;
}

@Injectable()
export class GetProgress {
  private readonly counts = new Map<string | undefined, Count>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * How far what a source posted has become people and records; numbers only. Without a source, of all. Counting reads
   * every entry, so calls share a count, and one that took a second is answered again for twenty; `asOf` says of when it is.
   */
  run(source?: string): Promise<Progress> {
    const last = this.counts.get(source);
    if (last && this.now() < last.until) return last.progress;
    const began = this.now();
    const count: Count = { progress: this.count(source), until: Infinity };
    count.progress.then(
      () => (count.until = this.now() + (this.now() - began) * restsPerCount),
      () => this.counts.delete(source),
    );
    this.counts.delete(source);
    this.counts.set(source, count);
    if (this.counts.size > remembered) this.counts.delete(this.counts.keys().next().value);
    return count.progress;
  }

  private now(): number {
    return Date.parse(this.clock.now());
  }

  private async count(source?: string): Promise<Progress> {
    const asOf = this.clock.now();
    const [row] = await this.database.query<Omit<Progress, 'asOf'>>(
      `select count(*)::int as "references", count(distinct person_id)::int as people,
              (select count(*)::int from entries e where ($1::text is null or e.source = $1)
                  and (e.source = 'chiron' or exists (select from identifiers i
                    where i.source = e.source and i.sourced_id = e.sourced_id and i.person_id is not null))) as entries
         from identifiers where person_id is not null and source <> 'chiron' and ($1::text is null or source = $1)`,
      [source ?? null],
    );
    return { ...row!, asOf };
  }
}
