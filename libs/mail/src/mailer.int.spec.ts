import { Readable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { AddressInfo } from 'node:net';
import { uuidv7 } from 'uuidv7';
import { CapturedMailbox } from './captured.js';
import { MailFault, Uncertain, type Mailer, type Outgoing } from './mailer.js';
import { readMailRoute } from './options.js';
import { SmtpMailer } from './smtp.js';

interface Received {
  readonly to: string[];
  readonly from: string;
  readonly raw: string;
}

const nothing = () => Promise.resolve();

/** A real SMTP server on the loopback; `onEnd` may hold back or refuse the answer to a letter's end. */
async function smtpServer(options: Partial<SMTPServerOptions> = {}, onEnd?: (received: Received) => Promise<void>) {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, done) => {
      void textOf(stream as Readable).then(async (raw) => {
        const letter = {
          raw,
          from: (session.envelope.mailFrom as { address: string }).address,
          to: session.envelope.rcptTo.map(({ address }) => address),
        };
        try {
          await onEnd?.(letter);
          received.push(letter);
          done();
        } catch (error) {
          done(error as Error);
        }
      }, nothing); // cut off: nobody waits for an answer
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return { received, port, close: () => new Promise<void>((resolve) => server.close(() => resolve())), server };
}

const mailerAt = (port: number, user = ''): SmtpMailer => {
  const route = readMailRoute(`smtp://${user}127.0.0.1:${port}`, 'Instituto de Educación <grants@example.edu>');
  if (route.kind !== 'smtp') throw new Error('not SMTP');
  return new SmtpMailer(route.smtp);
};

const letter = (more: Partial<Outgoing> = {}): Outgoing => ({
  id: uuidv7(),
  to: 'ana@example.edu',
  language: 'es',
  subject: 'Su solicitud 2027-MECG-7KQ4: decisión',
  text: 'Estimada Ana:\n\n.un punto al comienzo\nDecisión tomada.',
  at: '2027-03-01T12:00:00.000Z',
  ...more,
});

const adapters: [string, () => Promise<{ mailer: Mailer; close(): Promise<void> }>][] = [
  ['the captured mailbox', () => Promise.resolve({ mailer: new CapturedMailbox(), close: nothing })],
  [
    'SMTP',
    async () => {
      const server = await smtpServer();
      const mailer = mailerAt(server.port);
      return { mailer, close: () => mailer.rest().then(server.close) };
    },
  ],
];

describe.each(adapters)('a letter by %s', (_, open) => {
  it('is delivered, and its handing over is announced once before', async () => {
    const { mailer, close } = await open();
    let handed = 0;
    await mailer.deliver(letter(), () => Promise.resolve(void handed++));
    expect(handed).toBe(1);
    await close();
  });

  it('stays here when the handing over is forbidden', async () => {
    const { mailer, close } = await open();
    await expect(mailer.deliver(letter(), () => Promise.reject(new Error('taken back')))).rejects.toThrow('taken back');
    await mailer.deliver(letter(), nothing);
    await close();
  });

  it.each([
    '',
    'ana',
    'ana@',
    'a@x.org, b@x.org',
    'Ana <ana@example.edu>',
    'ana@exa mple.edu',
    'ana@example.edu\r\nRCPT TO:<x@y>',
  ])('is refused for the address “%s”', async (to) => {
    const { mailer, close } = await open();
    await expect(mailer.deliver(letter({ to }), nothing)).rejects.toMatchObject({ kind: 'refused' });
    await close();
  });
});

describe('a letter by SMTP', () => {
  it('arrives with its subject, text and a Message-ID of its own', async () => {
    const server = await smtpServer();
    const mailer = mailerAt(server.port);
    const sent = letter({ subject: 'Decisión\r\nBcc: everyone@example.edu' });
    await mailer.deliver(sent, nothing);
    const [{ raw, to, from }] = server.received as [Received];
    expect({ to, from }).toEqual({ to: ['ana@example.edu'], from: 'grants@example.edu' });
    expect(raw).toContain(`Message-ID: <${sent.id}@example.edu>`);
    expect(raw).toContain('Auto-Submitted: auto-generated');
    expect(raw).toContain('Content-Language: es');
    expect(raw).not.toMatch(/^Bcc/im);
    expect(decoded(raw)).toContain('.un punto al comienzo\nDecisión tomada.');
    await mailer.rest();
    await server.close();
  });

  it('goes over one connection with the next', async () => {
    let connections = 0;
    const server = await smtpServer({ onConnect: (_session, done) => (connections++, done()) });
    const mailer = mailerAt(server.port);
    for (let i = 0; i < 5; i++) await mailer.deliver(letter(), nothing);
    expect({ connections, letters: server.received.length }).toEqual({ connections: 1, letters: 5 });
    await mailer.rest();
    await server.close();
  });

  it('is refused for good where the server knows no such mailbox, and the next one goes out', async () => {
    const server = await smtpServer({
      onRcptTo: ({ address }, _session, done) =>
        done(address.startsWith('nobody') ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null),
    });
    const mailer = mailerAt(server.port);
    const fault = await mailer.deliver(letter({ to: 'nobody@example.edu' }), nothing).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(MailFault);
    expect(fault).toMatchObject({ kind: 'refused', message: expect.stringContaining('no such mailbox') });
    await mailer.deliver(letter(), nothing);
    expect(server.received).toHaveLength(1);
    await mailer.rest();
    await server.close();
  });

  it.each([
    [451, 'later'],
    [554, 'refused'],
    [421, 'unreachable'],
  ])('answered %i at its end is %s', async (responseCode, kind) => {
    const server = await smtpServer({}, () => Promise.reject(Object.assign(new Error('greylisted'), { responseCode })));
    const mailer = mailerAt(server.port);
    await expect(mailer.deliver(letter(), nothing)).rejects.toMatchObject({ name: 'MailFault', kind });
    await mailer.rest();
    await server.close();
  });

  it('waits where nobody listens, and where the password is wrong', async () => {
    const server = await smtpServer({
      authOptional: false,
      authMethods: ['PLAIN'],
      allowInsecureAuth: true,
      onAuth: ({ password }, _session, done) =>
        password === 'right' ? done(null, { user: 'grants' }) : done(new Error('wrong password')),
    });
    await expect(mailerAt(server.port, 'grants:wrong@').deliver(letter(), nothing)).rejects.toMatchObject({
      kind: 'unreachable',
    });
    const right = mailerAt(server.port, 'grants:right@');
    await right.deliver(letter(), nothing);
    expect(server.received).toHaveLength(1);
    await right.rest();
    await server.close();
    await expect(mailerAt(server.port).deliver(letter(), nothing)).rejects.toMatchObject({ kind: 'unreachable' });
  });

  it('is surely not delivered when contact breaks before its end, and uncertain when it breaks after', async () => {
    const cut = (): Promise<never> => {
      for (const connection of (server.server as unknown as { connections: Set<{ _socket: { destroy(): void } }> })
        .connections)
        connection._socket.destroy();
      return new Promise(() => undefined);
    };
    let ended = 0;
    const server = await smtpServer({}, () => {
      ended++;
      return cut();
    });
    const mailer = mailerAt(server.port);
    await expect(mailer.deliver(letter(), cut)).rejects.toMatchObject({ name: 'MailFault', kind: 'unreachable' });
    expect(ended).toBe(0);
    await expect(mailer.deliver(letter(), nothing)).rejects.toBeInstanceOf(Uncertain);
    expect(ended).toBe(1);
    await mailer.rest();
    await server.close();
  });
});

function decoded(raw: string): string {
  const body = raw.slice(raw.indexOf('\r\n\r\n') + 4).replaceAll('\r\n', '\n');
  if (/transfer-encoding: base64/i.test(raw)) return Buffer.from(body, 'base64').toString();
  const bytes = body
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

describe('the way letters leave', () => {
  it.each([
    ['captured', ''],
    ['smtp://mail.example.edu', 'grants@example.edu'],
    ['smtps://user:pa%40ss@mail.example.edu:4650', 'Grants <grants@example.edu>'],
  ])('is read from %s', (url, from) =>
    expect(readMailRoute(url, from).kind).toBe(url.split(':')[0]!.replace('smtps', 'smtp')),
  );
  it.each([
    ['http://mail.example.edu', 'grants@example.edu'],
    ['smtp://mail.example.edu', ''],
    ['smtp://', 'grants@example.edu'],
    ['mail', 'grants@example.edu'],
  ])('is not read from %s with sender “%s”', (url, from) => expect(() => readMailRoute(url, from)).toThrow());
});
