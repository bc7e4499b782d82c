import { problemsOf } from '@chiron/contracts/core';
import { eventually } from '@chiron/testing';
import { onEachBus } from '../test/pair.js';
import { NoteTaken, behaviour, note, notes } from '../test/services.js';
import { Bus, type Message } from './bus/bus.js';
import { DeadLetters } from './dead-letters.js';
import { eventText } from './event-text.js';

const problems = problemsOf('test', {
  'odd-number': { status: 409, title: 'The number is odd', advice: 'It is {number}.' },
});

onEachBus('events that cannot be applied at once', (on) => {
  it('a poison event goes to the dead letters, untouched; the other events, of its own note too, are applied', async () => {
    behaviour.onNotes = (events) => {
      if (events.some(({ data }) => data.noteId.startsWith('poison-') && data.number === 13))
        throw new TypeError('cannot count to 13');
    };
    await on.write(...Array.from({ length: 40 }, (_, at) => note(`poison-${at % 2}`, at)));
    await eventually('the others are applied', async () => (await on.seen('poison-')).length === 39);
    const [letter, ...more] = await on.letters('poison-');
    expect(more).toEqual([]);
    expect(letter).toMatchObject({
      reaction: 'OnNoteTaken',
      cause: 'failed',
      reason: 'TypeError: cannot count to 13',
      topic: notes.name,
      key: 'poison-1',
      attempts: 1,
    });
    expect(JSON.parse(letter!.event!)).toMatchObject({
      id: letter!.eventId,
      type: NoteTaken.type,
      data: { noteId: 'poison-1', number: 13 },
    });

    const again = await on.to.app.get(DeadLetters).replay(letter!.id);
    expect(again).toMatchObject({ outcome: 'failed', reason: 'TypeError: cannot count to 13' });
    expect((await on.letters('poison-'))[0]).toMatchObject({ attempts: 2 });
    behaviour.onNotes = () => undefined;
    expect(await on.to.app.get(DeadLetters).replay(letter!.id)).toEqual({
      id: letter!.id,
      outcome: 'applied',
      reason: null,
    });
    expect(await on.letters('poison-')).toEqual([]);
    expect(await on.seen('poison-')).toHaveLength(40);
    await expect(on.to.app.get(DeadLetters).replay(letter!.id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('a refusal is recorded with its reason and everything else goes on; nothing is tried again', async () => {
    let refused = 0;
    behaviour.onNotes = (events) => {
      const odd = events.find(({ data }) => data.noteId === 'refused' && data.number % 2 === 1);
      if (!odd) return;
      if (events.length === 1) refused++;
      throw problems.refuse('odd-number', { number: odd.data.number });
    };
    await on.write(...Array.from({ length: 9 }, (_, at) => note('refused', at)));
    await eventually('the even ones are applied', async () => (await on.seen('refused')).length === 5);
    await eventually('the odd ones are recorded', async () => (await on.letters('refused')).length === 4);
    const letters = await on.letters('refused');
    expect(letters.map(({ cause, reason }) => `${cause} ${reason}`)).toEqual(
      [1, 3, 5, 7].map((number) => `refused odd-number: It is ${number}.`),
    );
    expect(refused).toBe(4);
    behaviour.onNotes = () => undefined;
    expect(await on.to.app.get(DeadLetters).replayAll({ cause: 'refused', reaction: 'OnNoteTaken' })).toEqual({
      applied: 4,
      failed: 0,
    });
  });

  it('what is no event, or not the event it says it is, is a dead letter at once, and only once', async () => {
    const bus = on.from.app.get(Bus);
    const whole = eventText(NoteTaken.of({ noteId: 'unreadable-1', number: 1 }), 1, {
      time: new Date().toISOString(),
      traceparent: undefined,
    }).text;
    const send = (value: string): Message => ({ topic: notes.name, key: 'unreadable', value });
    const bad = [
      send('{"unreadable'),
      send('{"specversion":"1.0","unreadable":true}'),
      send(whole.replace('"number":1', '"number":"one"')),
    ];
    await bus.send([...bad, send(whole.replace(NoteTaken.type, 'chiron.test.note.unknown.v1')), ...bad]);
    await on.write(note('unreadable-after', 1));
    await eventually('the next is applied', async () => (await on.seen('unreadable-after')).length === 1);
    const letters = await eventually('the three are filed', async () => {
      const all = await on.letters('unreadable');
      if (all.length !== 3) throw new Error(`there are ${all.length}`);
      return all;
    });
    expect(letters.map(({ cause }) => cause)).toEqual(['invalid', 'invalid', 'invalid']);
    expect(letters.map(({ event }) => event).sort()).toEqual(bad.map(({ value }) => value).sort());
    const reasons = letters.map(({ reason }) => reason).join('\n');
    expect(reasons).toMatch(/not JSON/);
    expect(reasons).toMatch(/not an event/);
    expect(reasons).toMatch(/\/number Invalid input/);
    for (const { id } of letters) await on.to.app.get(DeadLetters).discard(id);
    expect(await on.letters('unreadable')).toEqual([]);
    await expect(on.to.app.get(DeadLetters).discard(letters[0]!.id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('a deadlock or a serialization failure is waited out, however often it comes', async () => {
    let failures = 6;
    behaviour.onNotes = (events) => {
      if (events.some(({ data }) => data.noteId === 'deadlocked') && failures-- > 0)
        throw Object.assign(new Error('deadlock detected'), { code: failures % 2 ? '40P01' : '40001' });
    };
    await on.write(note('deadlocked', 1), note('deadlocked', 2));
    await eventually('it is applied', async () => (await on.seen('deadlocked')).length === 2);
    expect(await on.letters('deadlocked')).toEqual([]);
  });

  it('losing the database in the middle of a reaction costs nothing: it is applied once', async () => {
    let cuts = 3;
    behaviour.onNotes = async (events, tx) => {
      if (!events.some(({ data }) => data.noteId === 'cut') || cuts-- <= 0) return;
      await tx.query('select pg_terminate_backend(pg_backend_pid())');
    };
    await on.write(note('cut', 1), note('cut', 2));
    await eventually('it is applied', async () => (await on.seen('cut')).length >= 2);
    expect((await on.seen('cut')).map(({ number }) => number)).toEqual([1, 2]);
    expect(await on.letters('cut')).toEqual([]);
  });
});
