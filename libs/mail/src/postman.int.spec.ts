import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { Database, openDataSource } from '@chiron/postgres';
import { describeWhere, eventually, postgres } from '@chiron/testing';
import { CapturedMailbox } from './captured.js';
import type { Letter } from './letter.js';
import { Mail } from './mail.js';
import { Mailbox } from './mailbox.js';
import { MailFault, Mailer, Uncertain, type Outgoing } from './mailer.js';
import { mailMigrations } from './migrations.js';
import { Postman } from './postman.js';

/** A mail server of the test: what arrives, and what it does to each letter before it answers. */
class Server extends Mailer {
  override readonly keepsText: boolean = false;
  readonly arrived: Outgoing[] = [];
  before: (letter: Outgoing) => Promise<void> | void = () => undefined;
  after: (letter: Outgoing) => Promise<void> | void = () => undefined;

  override async deliver(letter: Outgoing, handing: () => Promise<void>): Promise<void> {
    await this.before(letter);
    await handing();
    this.arrived.push(letter);
    await this.after(letter);
  }

  override rest(): Promise<void> {
    return Promise.resolve();
  }
}

const to = (name: string, more: Partial<Letter> = {}): Letter => ({
  key: `test:${name}`,
  to: `${name}@example.edu`,
  language: 'en',
  kind: 'test',
  subject: `For ${name}`,
  text: 'Dear colleague,\n\nthis is a test.',
  ...more,
});

const opened = async () => {
  const { url, drop } = await postgres();
  const database = new Database(
    await openDataSource({ url, applicationName: 'mail-test', entities: [], migrations: mailMigrations }),
  );
  const mail = new Mail();
  const mailbox = new Mailbox(database, mail);
  const postmen: Postman[] = [];
  return {
    url,
    database,
    mail,
    mailbox,
    queue: (...letters: Letter[]) => database.transaction((tx) => mail.queue(tx, letters)),
    letters: () => mailbox.list({}, 500),
    postman: (mailer: Mailer, queue = mail) => {
      const postman = new Postman(database, queue, mailer);
      postmen.push(postman);
      postman.start();
      return postman;
    },
    close: async () => {
      await Promise.all(postmen.map((postman) => postman.stop()));
      await database.dataSource.destroy();
      await drop();
    },
  };
};
type Opened = Awaited<ReturnType<typeof opened>>;

describe('letters', () => {
  let world: Opened;
  beforeEach(async () => (world = await opened()));
  afterEach(() => world.close());

  it('go out after the commit and lose their text here', async () => {
    const server = new Server();
    world.postman(server);
    expect(await world.queue(to('ana'), to('ben'))).toEqual(['test:ana', 'test:ben']);
    await eventually('both arrived', async () => (await world.letters()).every(({ state }) => state === 'sent'));
    expect(server.arrived.map((letter) => letter.to)).toEqual(['ana@example.edu', 'ben@example.edu']);
    expect((await world.letters()).map(({ text }) => text)).toEqual([null, null]);
  });

  it('stay readable in the captured mailbox', async () => {
    world.postman(new CapturedMailbox());
    await world.queue(to('ana'));
    await eventually('it is there', async () => (await world.letters())[0]!.state === 'sent');
    expect(await world.letters()).toMatchObject([{ text: to('ana').text, subject: 'For ana', attempts: 1 }]);
  });

  it('of a transaction that is rolled back never go out', async () => {
    const server = new Server();
    world.postman(server);
    await expect(
      world.database.transaction(async (tx) => {
        await world.mail.queue(tx, [to('ana')]);
        throw new Error('the decision failed');
      }),
    ).rejects.toThrow('the decision failed');
    await world.queue(to('ben'));
    await eventually('the other arrived', () => server.arrived.length > 0);
    expect(server.arrived.map((letter) => letter.to)).toEqual(['ben@example.edu']);
  });

  it('of one key are queued once, however often they are asked for', async () => {
    expect(await world.queue(to('ana'))).toHaveLength(1);
    expect(await world.queue(to('ana'), to('ben'))).toEqual(['test:ben']);
    const racing = await Promise.all(Array.from({ length: 10 }, () => world.queue(to('cy'))));
    expect(racing.flat()).toEqual(['test:cy']);
    expect(await world.letters()).toHaveLength(3);
  });

  it('are queued by two at once in opposite order, and neither fails', async () => {
    const names = Array.from({ length: 1_000 }, (_, i) => `both-${i}`);
    for (let round = 0; round < 10; round++) {
      const letters = names.map((name) => to(`${name}-${round}`));
      const queued = await Promise.all([world.queue(...letters), world.queue(...[...letters].reverse())]);
      expect(queued.flat().sort()).toEqual(letters.map(({ key }) => key).sort());
    }
  });

  it('that are taken back in time do not go out; one that is out stays out', async () => {
    const server = new Server();
    await world.queue(to('ana'), to('ben', { notBefore: new Date(Date.now() + 3_600_000).toISOString() }));
    world.postman(server);
    await eventually('the first arrived', async () => (await world.letters()).some(({ state }) => state === 'sent'));
    await world.database.transaction((tx) => world.mail.cancel(tx, ['test:ana', 'test:ben']));
    expect((await world.letters()).map(({ to: name, state }) => [name, state])).toEqual([
      ['ben@example.edu', 'cancelled'],
      ['ana@example.edu', 'sent'],
    ]);
  });

  it('to a person whose address is erased are taken back or forgotten, and nobody else’s', async () => {
    const later = { notBefore: new Date(Date.now() + 3_600_000).toISOString() };
    const person = { personId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e50' };
    await world.queue(to('gone', person), to('gone-later', { ...person, to: 'Gone@example.edu', ...later }));
    await world.queue(to('asked', { to: 'gone@example.edu' }), to('other', person));
    world.postman(new CapturedMailbox());
    await eventually('three arrived', async () =>
      expect((await world.letters()).filter(({ state }) => state === 'sent')).toHaveLength(3),
    );
    await world.database.transaction((tx) => world.mail.forget(tx, ['GONE@example.edu']));
    const left = await world.letters();
    expect(left.map(({ to: address, subject, text, state }) => [address, subject, text !== null, state])).toEqual([
      ['other@example.edu', 'For other', true, 'sent'],
      ['gone@example.edu', 'For asked', true, 'sent'],
      ['', '', false, 'cancelled'],
      ['', '', false, 'sent'],
    ]);
    expect(await world.queue(to('gone', person))).toEqual([]);
  });

  it('to an address that is none are not queued', async () => {
    await expect(world.queue(to('ana', { to: 'ana, ben@example.edu' }))).rejects.toThrow('no usable address');
    expect(await world.letters()).toEqual([]);
  });

  it('that the server refuses are failed with its words, and the others go on', async () => {
    const server = new Server();
    server.before = (letter) => {
      if (letter.to.startsWith('ana')) throw new MailFault('refused', '550 no such mailbox');
    };
    world.postman(server);
    await world.queue(to('ana'), to('ben'));
    await eventually('the other arrived', async () => (await world.letters())[0]!.state === 'sent');
    expect((await world.letters())[1]).toMatchObject({
      state: 'failed',
      problem: '550 no such mailbox',
      text: to('ana').text,
    });
    server.before = () => undefined;
    await world.mailbox.sendAgain((await world.letters())[1]!.id);
    await eventually('it arrived after all', () => server.arrived.length === 2);
    await expect(world.mailbox.sendAgain((await world.letters())[0]!.id)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('that the server puts off come back later, not at once', async () => {
    const server = new Server();
    server.before = () => {
      throw new MailFault('later', '451 greylisted');
    };
    world.postman(server);
    await world.queue(to('ana'));
    await eventually('it was tried', async () => (await world.letters())[0]!.attempts === 1);
    const [waiting] = await world.letters();
    expect(waiting).toMatchObject({ state: 'queued', problem: '451 greylisted' });
    expect(Date.parse(waiting!.dueAt) - Date.now()).toBeGreaterThan(20_000);
  });

  it('wait for a server that cannot be reached, however long', async () => {
    const server = new Server();
    let down = 3;
    server.before = () => {
      if (down-- > 0) throw new MailFault('unreachable', 'ECONNREFUSED');
    };
    world.postman(server);
    await world.queue(to('ana'), to('ben'));
    await eventually('both arrived', async () => (await world.letters()).every(({ state }) => state === 'sent'), {
      within: 20_000,
    });
    expect(server.arrived).toHaveLength(2);
  });

  it('are tried as long as ever by a server that was away before it put them off', async () => {
    const server = new Server();
    let away = true;
    server.before = () => {
      throw away ? new MailFault('unreachable', 'ECONNREFUSED') : new MailFault('later', '451 greylisted');
    };
    await world.queue(to('ana'));
    const letter = async () => (await world.letters())[0]!;
    world.postman(server);
    await eventually('it was tried', async () => (await letter()).problem === 'ECONNREFUSED');
    expect(await letter()).toMatchObject({ state: 'queued', attempts: 0 });
    away = false;
    await eventually('it was put off', async () => (await letter()).problem === '451 greylisted');
    expect(await letter()).toMatchObject({ state: 'queued', attempts: 1 });
  });

  it('of which nobody knows whether they arrived are not sent again by themselves, only by a person', async () => {
    const server = new Server();
    server.after = () => {
      throw new Uncertain('socket closed');
    };
    world.postman(server);
    await world.queue(to('ana'));
    await eventually('it is uncertain', async () => (await world.letters())[0]!.state === 'uncertain');
    server.after = () => undefined;
    await world.queue(to('ben'));
    await eventually('the next arrived', () => server.arrived.length === 2);
    expect(server.arrived.map((letter) => letter.to)).toEqual(['ana@example.edu', 'ben@example.edu']);
    await world.mailbox.sendAgain((await world.letters())[1]!.id);
    await eventually('it came again', () => server.arrived.length === 3);
    expect(new Set(server.arrived.map(({ id }) => id)).size).toBe(2);
  });

  it('are brought by one postman of several; another takes over when its connection is lost', async () => {
    const servers = [new Server(), new Server(), new Server()];
    for (const server of servers) world.postman(server, new Mail());
    const count = () => servers.reduce((sum, { arrived }) => sum + arrived.length, 0);
    for (let round = 0; round < 5; round++) {
      await world.queue(...Array.from({ length: 40 }, (_, i) => to(`r${round}-${i}`)));
      await eventually('some arrived', () => count() > round * 40);
      await world.database
        .query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'postman'
        and datname = current_database() and pid in (select pid from pg_locks where locktype = 'advisory' and granted)`);
    }
    await eventually(
      'all are settled',
      async () =>
        (await world.mailbox.list({ state: 'queued' }, 1)).length === 0 &&
        (await world.mailbox.list({ state: 'handing' }, 1)).length === 0,
      { within: 30_000 },
    );
    const ids = servers.flatMap(({ arrived }) => arrived.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    const uncertain = await world.mailbox.list({ state: 'uncertain' }, 500);
    expect(uncertain.length).toBeLessThanOrEqual(5);
    expect(ids.length).toBeGreaterThanOrEqual(200 - uncertain.length);
  });
});

const dist = join(import.meta.dirname, '../dist/index.js');

describeWhere(
  existsSync(dist),
  'libs/mail is not built',
  'letters over SMTP, the process killed again and again',
  () => {
    it('arrive once each; one that may be lost is said to be uncertain', async () => {
      const world = await opened();
      const arrived = new Map<string, number>();
      const server = new SMTPServer({
        authOptional: true,
        disabledCommands: ['STARTTLS'],
        onData: (stream, _session, done) =>
          void textOf(stream as Readable).then(
            (raw) => {
              const id = /^Message-ID: (\S+)/im.exec(raw)![1]!;
              arrived.set(id, (arrived.get(id) ?? 0) + 1);
              done();
            },
            () => undefined,
          ),
      });
      server.on('error', () => undefined);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.server.address() as AddressInfo;
      await world.queue(...Array.from({ length: 400 }, (_, i) => to(`p${i}`)));
      const program = `
      import { Mail, Postman, SmtpMailer, readMailRoute } from ${JSON.stringify(dist)};
      const route = readMailRoute('smtp://127.0.0.1:${port}', 'grants@example.edu');
      new Postman({ dataSource: { options: { url: ${JSON.stringify(world.url)} } } }, new Mail(), new SmtpMailer(route.smtp)).start();
      console.log('started');`;
      const start = () =>
        spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
      const kills = 6;
      for (let kill = 0; kill < kills; kill++) {
        const before = arrived.size;
        const child = start();
        await eventually('some more arrived', () => arrived.size > before + 10, { within: 20_000 });
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      const last = start();
      await eventually('nothing waits', async () => (await world.mailbox.list({ state: 'queued' }, 1)).length === 0, {
        within: 30_000,
      });
      await eventually(
        'nothing is under way',
        async () => (await world.mailbox.list({ state: 'handing' }, 1)).length === 0,
      );
      last.kill('SIGKILL');
      await once(last, 'exit');
      await new Promise<void>((resolve) => server.close(() => resolve()));
      const uncertain = await world.mailbox.list({ state: 'uncertain' }, 500);
      expect([...arrived.values()].filter((times) => times !== 1)).toEqual([]);
      expect(uncertain.length).toBeLessThanOrEqual(kills);
      const lost = 400 - arrived.size;
      expect(lost).toBeLessThanOrEqual(uncertain.length);
      await world.close();
    });
  },
);
