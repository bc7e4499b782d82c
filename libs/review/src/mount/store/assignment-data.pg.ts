import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@chiron/postgres';
import type { KindNeeded, Pair } from '../../assignment/request.js';
import type { PersonFacts } from '../../conflicts/find.js';
import { affinities, type Bid, type MatchedApplication, type MatchedReviewer } from '../domain/affinity.js';
import { AssignmentData, type AssignmentInputs } from '../domain/assignment-inputs.js';
import { FoundConflicts, ReviewPeople } from '../domain/known-people.js';
import type { Round } from '../domain/round.js';

interface ReviewerRow extends MatchedReviewer {
  readonly capacity: number;
  readonly kinds: string[];
}

interface ApplicationRow extends MatchedApplication {
  readonly number: string;
  readonly hostUnit: string | null;
  readonly wanted: number | null;
}

@Injectable()
export class PgAssignmentData extends AssignmentData {
  constructor(
    private readonly database: Database,
    private readonly known: FoundConflicts,
    private readonly people: ReviewPeople,
  ) {
    super();
  }

  override read(committeeId: string, round: Round): Promise<AssignmentInputs> {
    return this.database.transaction((tx) => this.inputs(tx, committeeId, round));
  }

  private async inputs(tx: Tx, committeeId: string, { settings, today }: Round): Promise<AssignmentInputs> {
    // nothing is changed while it is read
    const [{ revision }] = (await tx.query<{ revision: number }>(
      'select assignment_revision as revision from review_committees where id = $1 for share',
      [committeeId],
    )) as [{ revision: number }];
    const reviewers = await tx.query<ReviewerRow>(
      `select person_id as "personId", capacity, kinds, topics,
              tsvector_to_array(to_tsvector('english', expertise || ' ' || array_to_string(topics, ' '))) as words
         from review_members where committee_id = $1 and left_at is null order by person_id`,
      [committeeId],
    );
    const applications = await tx.query<ApplicationRow>(
      `select application_id as "applicationId", number, topics, host_unit as "hostUnit", reviews_wanted as wanted,
              tsvector_to_array(search) as words
         from review_applications where committee_id = $1 and left_at is null order by application_id`,
      [committeeId],
    );
    const bids = await tx.query<Bid>(
      'select person_id as "personId", application_id as "applicationId", bid from review_bids where committee_id = $1',
      [committeeId],
    );
    const pairs = (sql: string, ...params: unknown[]): Promise<Pair[]> => tx.query<Pair>(sql, [committeeId, ...params]);
    const conflicts = await pairs(
      `select m.person_id as reviewer, h.id as application
         from review_members m, lateral (select distinct review_hidden(review_same(m.person_id), $2::date) as id) h
         join review_applications a on a.application_id = h.id and a.committee_id = $1 and a.left_at is null
        where m.committee_id = $1 and m.left_at is null`,
      today,
    );
    const refusals = await pairs(
      `select a.person_id as reviewer, a.application_id as application
         from review_assignments a join review_applications p on p.application_id = a.application_id and p.left_at is null
         join review_members m on m.committee_id = a.committee_id and m.person_id = a.person_id and m.left_at is null
        where a.committee_id = $1 and a.state = 'refused'`,
    );
    const stands = await tx.query<Pair & { fixed: boolean; begun: boolean }>(
      `select a.person_id as reviewer, a.application_id as application, a.pinned or a.begun as fixed, a.begun
         from review_assignments a join review_applications p on p.application_id = a.application_id and p.left_at is null
         join review_members m on m.committee_id = a.committee_id and m.person_id = a.person_id and m.left_at is null
        where a.committee_id = $1 and a.state = 'assigned'`,
      [committeeId],
    );
    const out = new Set(conflicts.map(({ reviewer, application }) => `${reviewer} ${application}`));
    const standing = stands.filter(({ reviewer, application }) => !out.has(`${reviewer} ${application}`));
    const apart = await tx.query<{ one: string; other: string }>(
      'select one, other from review_apart where committee_id = $1',
      [committeeId],
    );
    const ids = reviewers.map(({ personId }) => personId);
    const members = new Set(ids);
    const facts = settings.kindsWanted.some(({ kind }) => kind === outside)
      ? await this.known.facts(ids)
      : new Map<string, PersonFacts>();
    const names = await this.people.names(ids);
    return {
      revision,
      request: {
        applications: applications.map(({ applicationId, hostUnit }) => ({
          id: applicationId,
          needs: settings.kindsWanted.map((wanted): KindNeeded =>
            wanted.kind === outside
              ? { ...wanted, reviewers: ids.filter((id) => isOutside(facts.get(id), hostUnit, today)) }
              : wanted,
          ),
        })),
        // a review that is begun stays, whatever its reviewer takes on now
        reviewers: reviewers.map(({ personId, capacity, kinds }) => ({
          id: personId,
          capacity: Math.max(capacity, standing.filter((one) => one.begun && one.reviewer === personId).length),
          kinds,
        })),
        affinity: affinities(reviewers, applications, bids, settings.affinity),
        conflicts,
        refusals,
        pinned: standing.filter(({ fixed }) => fixed).map(pairOf),
        standing: standing.map(pairOf),
        apart: apart.filter(({ one, other }) => members.has(one) && members.has(other)).map(({ one, other }) => [one, other] as const), // prettier-ignore
      },
      wanted: new Map(applications.map(({ applicationId, wanted }) => [applicationId, wanted])),
      standing: stands.map(pairOf),
      called: new Map([
        ...applications.map(({ applicationId, number }) => [applicationId, number] as const),
        ...ids.map((id) => [id, names.get(id) ?? id] as const),
      ]),
    };
  }
}

/** The kind of everybody from another department than the application's host. */
const outside = 'outside-unit';

const pairOf = ({ reviewer, application }: Pair): Pair => ({ reviewer, application });

function isOutside(facts: PersonFacts | undefined, hostUnit: string | null, today: string): boolean {
  const present = (facts?.affiliations ?? []).filter(({ until }) => until === undefined || today <= until);
  return hostUnit === null || !present.some(({ units }) => units.some(({ id }) => id === hostUnit));
}
