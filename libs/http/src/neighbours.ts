import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers a request as if it had come to the service's own address. */
export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

const here = new Map<string, Answering>();

/** Notes that this process answers what is sent to this origin; the answer ends that. */
export function answersHere(origin: string, answering: Answering): () => void {
  here.set(origin, answering);
  return () => void (here.get(origin) === answering && here.delete(origin));
}

/** Who answers for this origin within this process; undefined where it is another's, or closed. */
export const neighbourAt = (origin: string): Answering | undefined => here.get(origin);
