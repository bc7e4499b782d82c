import type { Instant } from '@chiron/contracts/core';

/** A letter on its way out. */
export interface Outgoing {
  /** stays the same however often it is tried; also its Message-ID */
  readonly id: string;
  readonly to: string;
  readonly language: string;
  readonly subject: string;
  readonly text: string;
  /** when it was queued */
  readonly at: Instant;
}

export type FaultKind =
  /** this letter will never be taken: no such mailbox, refused content */
  | 'refused'
  /** not now: the mailbox is busy, full or grey-listed; this letter is tried again later */
  | 'later'
  /** the server cannot be reached or does not let us in: no letter can go out now */
  | 'unreachable';

/** Why a letter did not go out. The receiving side surely does not have it. */
export class MailFault extends Error {
  override readonly name = 'MailFault';

  constructor(
    readonly kind: FaultKind,
    message: string,
  ) {
    super(message);
  }
}

/** Contact broke after the whole letter was handed over and before the server answered: it may have arrived or not. */
export class Uncertain extends Error {
  override readonly name = 'Uncertain';
}

/**
 * Where letters leave. Two adapters pass one suite of tests: SMTP, and the captured mailbox of the embedded default.
 */
export abstract class Mailer {
  /** Whether letters stay readable here after they were delivered; otherwise their text is dropped. */
  abstract readonly keepsText: boolean;

  /**
   * Delivers one letter.
   * @param handing called once, right before the step after which the other side may have the letter; it throws where the
   * letter must not be handed over any more
   * @throws MailFault where the other side does not have it; Uncertain where nobody can say
   */
  abstract deliver(letter: Outgoing, handing: () => Promise<void>): Promise<void>;

  /** Gives back what is idle. */
  abstract rest(): Promise<void>;
}
