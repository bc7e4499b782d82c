import { createRequire } from 'node:module';

interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
}

// kafkajs re-arms a timer with a negative delay after every request of a connection that is not throttled, which
// Node 24 answers with a warning each time (kafkajs#1751) and a needless round of the event loop. Nothing pends then:
// there is nothing to check later.
const queue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as {
  prototype: { scheduleCheckPendingRequests(this: RequestQueue): void };
};
const schedule = queue.prototype.scheduleCheckPendingRequests;
queue.prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
  if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
};
