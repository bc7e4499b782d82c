import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';
import { MeetingBell } from '../domain/meeting-bell.js';

@Injectable()
export class InProcessMeetingBell extends MeetingBell {
  private readonly ears = new EventEmitter().setMaxListeners(0);

  override ring(committeeId: string): void {
    this.ears.emit(committeeId);
  }

  override heard(committeeId: string, atMost: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.ears.off(committeeId, done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, atMost);
      this.ears.once(committeeId, done);
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
    });
  }
}
