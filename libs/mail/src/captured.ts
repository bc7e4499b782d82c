import { isAddress } from './letter.js';
import { MailFault, Mailer, type Outgoing } from './mailer.js';

/** Sends nothing: letters stay in their table, to be read at the mailbox. For machines without a mail server. */
export class CapturedMailbox extends Mailer {
  override readonly keepsText = true;

  override async deliver(letter: Outgoing, handing: () => Promise<void>): Promise<void> {
    if (!isAddress(letter.to)) throw new MailFault('refused', 'This is not an e-mail address.');
    await handing();
  }

  override rest(): Promise<void> {
    return Promise.resolve();
  }
}
