import { parentPort, workerData } from 'node:worker_threads';
import { assign } from '../../assignment/assign.js';
import { rank } from '../../ranking/rank.js';

/** What runs beside the event loop; everything in and out can be cloned. */
export const jobs = { assign, rank };

export type Jobs = typeof jobs;

if (parentPort) {
  const { job, input } = workerData as { job: keyof Jobs; input: never };
  parentPort.postMessage(jobs[job](input));
}
