import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { uuidv7 } from 'uuidv7';
import type { PersonFacts } from '../../conflicts/find.js';
import { findWithElsewhere, peopleElsewhere } from '../../conflicts/home.js';
import { Committees } from '../domain/committees.js';
import { ConflictFinder } from '../domain/conflict-finder.js';
import { FoundConflicts } from '../domain/known-people.js';
import type { Round } from '../domain/round.js';

/** Milliseconds. */
const atATime = 20;

interface Which {
  readonly personId?: string;
  readonly applicationIds?: readonly string[];
}

@Injectable()
export class PgConflictFinder extends ConflictFinder {
  constructor(
    private readonly database: Database,
    private readonly known: FoundConflicts,
    private readonly committees: Committees,
  ) {
    super();
  }

  override find(committeeId: string, round: Round, which: Which = {}): Promise<void> {
    return this.database.transaction(() => this.look(committeeId, round, which));
  }

  private async look(
    committeeId: string,
    { id: roundId, settings, today }: Round,
    { personId, applicationIds }: Which,
  ): Promise<void> {
    // two that look at once would wait for each other's rows
    await this.committees.lock(committeeId);
    const members = await this.database.query<{ id: string }>(
      `select person_id as id from review_members
        where committee_id = $1 and left_at is null and ($2::uuid is null or person_id = $2)`,
      [committeeId, personId ?? null],
    );
    const applications = await this.database.query<{ id: string; team: string[] }>(
      `select application_id as id,
              array(select person_id from review_teams t where t.application_id = a.application_id) as team
         from review_applications a where committee_id = $1 and left_at is null
          and ($2::uuid[] is null or application_id = any($2))`,
      [committeeId, applicationIds ?? null],
    );
    const people = new Set([...members.map(({ id }) => id), ...applications.flatMap(({ team }) => team)]);
    const facts = await this.known.facts([...people]);
    const of = (id: string): PersonFacts => facts.get(id) ?? { person: id };
    const { conflictRules: rules, conflictsElsewhere } = settings;
    const elsewhere = conflictsElsewhere && {
      people: peopleElsewhere(facts.values(), await this.known.home(roundId)),
      rules: conflictsElsewhere,
    };
    const found: object[] = [];
    let since = performance.now();
    for (const { id: application, team } of applications) {
      const one = { application, team: team.map(of) };
      for (const { id: person } of members) {
        for (const { kind, source } of findWithElsewhere(
          of(person),
          one,
          { rules, elsewhere: elsewhere ?? null },
          today,
        ))
          if (source === 'found') found.push({ id: uuidv7(), application, person, kind });
      }
      if (performance.now() - since < atATime) continue;
      // a large round takes a second: others are answered in between
      await setImmediate();
      since = performance.now();
    }
    const changed = await this.keep(
      members.map(({ id }) => id),
      applications.map(({ id }) => id),
      found,
    );
    if (changed) await this.committees.assignmentsTouched(committeeId);
  }

  private async keep(
    members: readonly string[],
    applications: readonly string[],
    found: readonly object[],
  ): Promise<boolean> {
    const rows = JSON.stringify(found);
    const gone = await this.database.query(
      `delete from review_conflicts c
        where c.source = 'found' and c.state = 'potential' and not c.pinned
          and c.person_id = any($1) and c.application_id = any($2)
          and not exists (select from jsonb_to_recordset($3::jsonb) as f(application uuid, person uuid, kind text)
                           where f.application = c.application_id and f.person = c.person_id and f.kind = c.kind)
       returning id`,
      [members, applications, rows],
    );
    const fresh = await this.database.query(
      `insert into review_conflicts (id, application_id, person_id, kind, source, state)
       select f.id, f.application, f.person, f.kind, 'found', 'potential'
         from jsonb_to_recordset($1::jsonb) as f(id uuid, application uuid, person uuid, kind text)
       on conflict (application_id, person_id, kind, source) do nothing returning id`,
      [rows],
    );
    return gone.length + fresh.length > 0;
  }
}
