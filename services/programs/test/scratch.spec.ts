import { RunningPrograms } from './running-programs.js';
it('roster', async () => {
  const p = await RunningPrograms.start();
  const db = p.database;
  try {
    await db.query(
      `insert into offerings (id, title) select ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 'o' || i from generate_series(0, 200) i`,
    );
    await db.query(
      `insert into people (source, sourced_id, known, person_id) select 'sis', 'usr-' || i, true, gen_random_uuid() from generate_series(1, 200000) i`,
    );
    await db.query(`insert into enrollments (id, source, sourced_id, person, offering_id, role, status, begin_date, changed_at)
    select ('019a8f2e-' || lpad(to_hex(i / 65536), 4, '0') || '-7' || lpad(to_hex(i % 4096), 3, '0') || '-8' || lpad(to_hex((i / 4096) % 4096), 3, '0') || '-' || lpad(to_hex(i), 12, '0'))::uuid,
     'sis', 'enr-' || i, 'usr-' || (1 + i % 200000),
     ('00000000-0000-7000-8000-' || lpad(to_hex(case when i % 57 = 0 then 0 else 1 + (i % 100000 * 7 + i / 200000 * 13) % 200 end), 12, '0'))::uuid, 'learner',
     case when i % 1000 = 0 then 'pending' when i % 10 = 0 then 'completed' else 'active' end, '2026-09-01', now() - i * interval '1 second'
    from generate_series(1, 1000000) i on conflict do nothing`);
    await db.query('vacuum analyze');
    const big = '00000000-0000-7000-8000-000000000000';
    console.log(
      (await db.query('select count(*) from enrollments where offering_id = $1', [big])).rows,
      (await db.query('select count(*) from enrollments')).rows,
    );
    const who = (await db.query(`select person_id from people where sourced_id = 'usr-57000'`)).rows[0].person_id;
    const queries: Record<string, string> = {
      roster: `offeringId=${big}`,
      rosterActive: `offeringId=${big}&status=active`,
      person: `personId=${who}`,
      personSource: `source=sis&personSourcedId=usr-57000`,
      source: 'source=sis',
      noSource: 'source=other',
      bySourced: 'source=sis&sourcedId=enr-77',
      pending: 'status=pending',
      pending14: 'pendingDays=0',
      withdrawn: 'status=withdrawn',
      since: 'changedSince=2026-11-22T00:00:00Z',
      sinceAll: 'changedSince=2020-01-01T00:00:00Z',
      sinceOffering: `offeringId=${big}&changedSince=2020-01-01T00:00:00Z`,
      all: '',
    };
    for (const [name, q] of Object.entries(queries)) {
      const times: number[] = [];
      const n = name === 'roster' ? 1000 : 30;
      let items = 0;
      for (let i = 0; i < n; i++) {
        const t = performance.now();
        const a = await p.call<{ items: unknown[] }>('GET', `/api/v1/enrollments?${q}`);
        times.push(performance.now() - t);
        items = a.body.items?.length;
      }
      times.sort((a, b) => a - b);
      console.log(
        name,
        items,
        'p50',
        times[Math.floor(n * 0.5)]!.toFixed(1),
        'p99',
        times[Math.floor(n * 0.99)]!.toFixed(1),
      );
    }
    // 16 at once
    const times: number[] = [];
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        for (let i = 0; i < 60; i++) {
          const t = performance.now();
          await p.call('GET', `/api/v1/enrollments?offeringId=${big}`);
          times.push(performance.now() - t);
        }
      }),
    );
    times.sort((a, b) => a - b);
    console.log(
      'roster by 16',
      times[Math.floor(times.length * 0.5)]!.toFixed(1),
      times[Math.floor(times.length * 0.99)]!.toFixed(1),
    );
  } finally {
    await p.stop();
  }
}, 600000);
