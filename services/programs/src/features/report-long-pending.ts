import { Injectable } from '@nestjs/common';
import { Metrics } from '@chiron/http';
import { Database } from '@chiron/postgres';

/** From when on a pending enrollment is reported. */
export const longPendingDays = 14;

/** The number of enrollments whose person has been unknown for 14 days or more, as a metric; counted at each scrape. */
@Injectable()
export class ReportLongPending {
  constructor(database: Database, metrics: Metrics) {
    const help = `enrollments that have been pending for ${longPendingDays} days or more`;
    metrics.gauge('chiron_programs_enrollments_long_pending', help, ['source'], async function () {
      const rows = await database.query<{ source: string; count: number }>(
        `select source, count(*)::int as count from enrollments
         where status = 'pending' and overrides #> '{status}' is null
           and created_at <= now() - $1 * interval '1 day' group by source`,
        [longPendingDays],
      );
      this.reset();
      for (const { source, count } of rows) this.set({ source }, count);
    });
  }
}
