import { postgres } from '@chiron/testing';
import { OnNoteTaken, postgresBus, service } from '../test/services.js';
import { firstIdOf, Inbox } from './inbox.js';

describe('the inbox', () => {
  it('forgets what is older than it has to remember, by the time in its id', async () => {
    const [database, bus] = [await postgres(), await postgresBus()];
    const on = await service(database.url, bus.url, { reactions: [OnNoteTaken] });
    const now = Date.now();
    const aged = (days: number) => firstIdOf(now - days * 86_400_000);
    await on.database.query(
      `insert into inbox (event_id, reaction) select id, 'OnNoteTaken' from unnest($1::uuid[]) as id`,
      [[aged(0), aged(29.9), aged(30.1), aged(400)]],
    );
    expect(await on.app.get(Inbox).prune(now)).toBe(2);
    expect(await on.database.query('select event_id from inbox order by event_id')).toEqual([
      { event_id: aged(29.9) },
      { event_id: aged(0) },
    ]);
    await on.close();
    await Promise.all([database.drop(), bus.close()]);
  });
});
