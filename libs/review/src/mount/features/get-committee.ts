import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import type { Phase, PhaseSettings } from '../../meeting/phases.js';
import { Sight } from '../domain/sight.js';
import { mustAdminister, type MemberRole, type Shown } from '../domain/view.js';

export interface CommitteeView {
  id: string;
  roundId: string;
  roundTitle: string;
  name: string;
  phase: Phase;
  revision: number;
  /** what this phase lets members do */
  may: PhaseSettings['may'];
  /** what this phase shows to you */
  shows: Shown;
  /** null for an officer who is no member */
  role: MemberRole | null;
  officer: boolean;
  signed: boolean;
  /** what every member signs before anything opens */
  rules: { confidentiality: string; ai: string };
}

export interface PhaseChangeView {
  from: Phase;
  to: Phase;
  back: boolean;
  reason: string | null;
  by: string;
  at: Date;
}

/** One committee as it stands for the person who asks. */
@Injectable()
export class GetCommittee {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
  ) {}

  async run(committeeId: string, personId: string): Promise<CommitteeView> {
    const view = await this.sight.in(committeeId, personId);
    const { committee, round, member, officer } = view;
    return {
      id: committee.id,
      roundId: committee.roundId,
      roundTitle: round.title,
      name: committee.name,
      phase: committee.phase,
      revision: committee.revision,
      may: round.settings.phases[committee.phase].may,
      shows: this.sight.shown(view),
      role: member?.role ?? null,
      officer,
      signed: member?.signed ?? false,
      rules: { confidentiality: round.settings.confidentialityRule, ai: round.settings.aiRule },
    };
  }

  /** How the committee came to its phase. */
  async phases(committeeId: string, personId: string): Promise<PhaseChangeView[]> {
    mustAdminister(await this.sight.in(committeeId, personId));
    return this.database.query<PhaseChangeView>(
      `select from_phase as from, to_phase as to, back, reason, by_person as by, at from review_phase_log
        where committee_id = $1 order by n`,
      [committeeId],
    );
  }
}
