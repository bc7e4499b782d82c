import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { MeetingBell } from '../domain/meeting-bell.js';
import { ShowMeeting } from './show-meeting.js';

const lookAgain = 1_000;
/** Proxies and the server's own idle limit must not take a pause for a dead connection. */
const signOfLife = 15_000;
/** Shorter than a token lives: whoever watches connects again, with a token that is valid then. */
const atMost = 540_000;

/** Server-sent events: each is the whole screen, sent when it differs from the one before. */
@Injectable()
export class WatchMeeting implements BeforeApplicationShutdown {
  private readonly ending = new AbortController();

  constructor(
    private readonly showMeeting: ShowMeeting,
    private readonly bell: MeetingBell,
  ) {}

  beforeApplicationShutdown(): void {
    this.ending.abort();
  }

  /**
   * The first screen is read before anything is sent, so that whoever may not watch gets a problem. Events have no ids
   * and no times: what changed behind somebody's back leaves no trace in their stream.
   */
  async run(committeeId: string, personId: string): Promise<AsyncGenerator<string>> {
    const first = JSON.stringify(await this.showMeeting.run(committeeId, personId));
    return this.frames(committeeId, personId, first);
  }

  private async *frames(committeeId: string, personId: string, first: string): AsyncGenerator<string> {
    const { signal } = this.ending;
    const until = Date.now() + atMost;
    let shown = first;
    let alive = Date.now();
    yield `retry: 1000\n\n${event(shown)}`;
    while (!signal.aborted && Date.now() < until) {
      // the sign of life comes when it is due, to the millisecond: had a bell woken it, its moment would tell of the bell
      await this.bell.heard(committeeId, Math.min(lookAgain, alive + signOfLife - Date.now()), signal);
      if (signal.aborted) return;
      const now = await this.showMeeting.run(committeeId, personId).then(JSON.stringify, () => null);
      // no longer of the committee, or the database is away: the watcher connects again and is told why
      if (now === null) return;
      if (now !== shown) {
        shown = now;
        yield event(now);
      }
      if (Date.now() - alive >= signOfLife) {
        alive += signOfLife;
        yield ': still here\n\n';
      }
    }
  }
}

const event = (data: string): string => `event: screen\ndata: ${data}\n\n`;
