import { Injectable } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import { Wake, type Tx } from '@chiron/postgres';
import { isAddress, oneLine, type Letter } from './letter.js';

/**
 * Where commands leave their letters, in the transaction of what they tell of: the letters commit with it or not at all,
 * and go out after it, once each.
 */
@Injectable()
export class Mail {
  /** @internal rouses the postman of this process */
  readonly filled = new Wake();

  /**
   * Queues letters; one whose key was ever queued before is left out. Those who queue the same letters at once, in
   * whatever order, wait for one another and never deadlock.
   * @returns the keys of those that are new
   * @throws Error where an address is not one plain e-mail address: check what people type with `isAddress` before
   */
  async queue(tx: Tx, letters: readonly Letter[]): Promise<string[]> {
    if (letters.length === 0) return [];
    for (const { key, to } of letters) if (!isAddress(to)) throw new Error(`letter ${key} has no usable address`);
    const column = <T>(of: (letter: Letter) => T): T[] => letters.map(of);
    const rows = await tx.query<{ key: string }>(
      `insert into letters (id, key, recipient, person_id, language, kind, subject, body, due_at)
       select id, key, recipient, person_id, language, kind, subject, body, coalesce(due_at, now())
         from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[])
              as letter(id, key, recipient, person_id, language, kind, subject, body, due_at)
          order by key on conflict (key) do nothing returning key`,
      [
        column(() => uuidv7()),
        column(({ key }) => key),
        column(({ to }) => to),
        column(({ personId }) => personId ?? null),
        column(({ language }) => language),
        column(({ kind }) => kind),
        column(({ subject }) => oneLine(subject)),
        column(({ text }) => text),
        column(({ notBefore }) => notBefore ?? null),
      ],
    );
    tx.afterCommit(() => this.filled.wake());
    return rows.map(({ key }) => key);
  }

  /** Takes back what has not gone out yet of these keys (a reminder whose work was done). */
  async cancel(tx: Tx, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await tx.run(
      `update letters set state = 'cancelled', body = null where key = any($1::text[]) and state = 'queued'`,
      [keys],
    );
  }

  /**
   * Forgets to whom letters to people of the platform went, and what they said: their address is erased. What has not gone
   * out is taken back. Letters to addresses of which alone something was known are the business of whoever typed them.
   */
  async forget(tx: Tx, addresses: readonly string[]): Promise<void> {
    if (addresses.length === 0) return;
    await tx.run(
      `update letters set recipient = '', subject = '', body = null, problem = null,
         state = case when state = 'queued' then 'cancelled' else state end
        where person_id is not null and lower(recipient) = any($1::text[])`,
      [addresses.map((address) => address.toLowerCase())],
    );
  }
}
