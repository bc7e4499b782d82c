import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { Applications } from '../domain/applications.js';
import { DeclaredConflicts } from '../domain/declared-conflicts.js';
import { KnownAddresses, Recognition } from '../domain/known-addresses.js';
import { recognise } from '../domain/team.js';

interface Unknown {
  readonly applicationId: string;
  /** null for somebody who was declared to be in conflict */
  readonly memberId: string | null;
  readonly email: string;
  readonly orcid: string | null;
}

@Injectable()
export class PgRecognition extends Recognition {
  constructor(
    private readonly database: Database,
    private readonly applications: Applications,
    private readonly conflicts: DeclaredConflicts,
    private readonly known: KnownAddresses,
  ) {
    super();
  }

  override async byReferences(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    // In the order of ids, as everybody who locks several of them does.
    for (const { applicationId, memberId, email, orcid } of await this.unknown(keys)) {
      if (memberId === null) {
        await this.conflicts.tell(applicationId);
        continue;
      }
      const personId = await this.known.personOf(email, orcid);
      if (personId === null) continue;
      await this.applications.changeDossier(applicationId, (dossier) => recognise(dossier, memberId, personId), {
        step: { by: null, act: 'a member of the team became known', facts: { memberId, personId } },
      });
    }
  }

  private unknown(keys: readonly string[]): Promise<Unknown[]> {
    return this.database.query<Unknown & Record<string, unknown>>(
      `with told as (
         select lower(p.told ->> 'email') as email, p.told ->> 'orcid' as orcid
           from people_told p join references_told r using (key) where p.key = any($1) and r.person_id is not null
       ), found as (
         select m.application_id, m.id as member_id, m.email, m.orcid
           from told t join application_members m on lower(m.email) = t.email
          where m.person_id is null and m.consent <> 'declined'
         union
         select m.application_id, m.id, m.email, m.orcid
           from told t join application_members m on m.orcid = t.orcid
          where m.person_id is null and m.consent <> 'declined'
         union
         select c.application_id, null, null, null
           from told t join application_declared_conflicts c on lower(c.email) = t.email
          where c.told_person_id is null and c.taken_back_at is null
       )
       select f.application_id as "applicationId", f.member_id as "memberId", f.email, f.orcid
         from found f join applications a on a.id = f.application_id
        where a.state in ('draft', 'returned', 'submitted') order by 1, 2`,
      [keys],
    );
  }
}
