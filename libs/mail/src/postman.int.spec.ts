import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { describeWhere, eventually } from '@chiron/testing';
import { Server, opened, to, type Opened } from '../test/letters.js';
import { CapturedMailbox } from './captured.js';
import { Mail } from './mail.js';
import { MailFault, Uncertain } from './mailer.js';

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
