import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import {
  AnnouncedGrants,
  institutionOn,
  type AnnouncedGrant,
  type AnnouncedGrantsPage,
} from '../domain/announced-grants.js';
import { PeopleFacts } from '../domain/people-facts.js';
import { nameOf } from '../domain/shown-name.js';

type Row = Omit<AnnouncedGrant, 'principalInvestigator' | 'institution'> & { readonly recipientId: string };

@Injectable()
export class PgAnnouncedGrants extends AnnouncedGrants {
  constructor(
    private readonly database: Database,
    private readonly people: PeopleFacts,
  ) {
    super();
  }

  override async list({ callCode, year, limit, after }: AnnouncedGrantsPage): Promise<AnnouncedGrant[]> {
    const rows = await this.database.query<Row & Record<string, unknown>>(
      `select g.id, g.number, a.title, g.announced_on::text as "announcedOn", standing_of(g.recipient_id) as "recipientId",
              jsonb_build_object('id', c.id, 'code', c.code, 'title', c.settings #>> '{page,title}',
                                 'year', (c.settings ->> 'year')::int) as call,
              case when shown.amount then to_jsonb(g.amount_minor) end as "amountMinor",
              case when shown.amount then g.currency end as currency
         from grants g
         join applications a on a.id = g.application_id
         join calls c on c.id = g.call_id
        cross join lateral (select coalesce((c.settings #>> '{page,amountsShown}')::boolean, true) as amount) shown
        where ($1::text is null or lower(c.code) = lower($1))
          and ($2::int is null or (c.settings ->> 'year')::int = $2)
          and ($3::uuid is null or g.id < $3)
          -- what membership says of the person as read today; of whoever was merged, until it does
          and not coalesce(
            (select h.held from privacy_holds h where h.person_id = standing_of(g.recipient_id)),
            exists (select from privacy_holds h where h.held and h.person_id in (select aliases_of(g.recipient_id))))
        order by g.id desc limit $4`,
      [callCode ?? null, year ?? null, after ?? null, limit],
    );
    const facts = await this.people.facts(rows.map(({ recipientId }) => recipientId));
    return rows.map(({ recipientId, ...grant }) => {
      const known = facts.get(recipientId);
      return {
        ...grant,
        principalInvestigator: nameOf(known) ?? null,
        institution: institutionOn(known?.affiliations ?? [], grant.announcedOn),
      };
    });
  }
}
