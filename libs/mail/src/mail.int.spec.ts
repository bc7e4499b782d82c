import { eventually } from '@chiron/testing';
import { Server, opened, to, type Opened } from '../test/letters.js';
import { CapturedMailbox } from './captured.js';

describe('letters', () => {
  let world: Opened;
  beforeEach(async () => (world = await opened()));
  afterEach(() => world.close());

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
});
