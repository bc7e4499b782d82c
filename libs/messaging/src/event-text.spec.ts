import { defineEvent, envelope, type ChironEvent } from '@chiron/contracts/core';
import { PersonDescribed } from '@chiron/contracts/programs';
import { z } from 'zod';
import { eventText } from './event-text.js';

const occasion = {
  time: '2026-11-22T10:00:00.000Z',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};

describe('the text of an event', () => {
  it('is the CloudEvent that the contract describes', () => {
    const { topic, key, text } = eventText(PersonDescribed.of(PersonDescribed.example), 3, occasion);
    const event = JSON.parse(text) as ChironEvent;
    expect(envelope.safeParse(event).success).toBe(true);
    expect(PersonDescribed.schema.parse(event.data)).toEqual(PersonDescribed.example);
    expect([topic, key]).toEqual(['programs.people', 'sis/usr-17']);
    expect(event).toEqual({
      specversion: '1.0',
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      type: 'chiron.programs.person.described.v1',
      source: '/programs',
      subject: 'sis/usr-17',
      partitionkey: 'sis/usr-17',
      time: occasion.time,
      datacontenttype: 'application/json',
      revision: 3,
      traceparent: occasion.traceparent,
      data: PersonDescribed.example,
    });
  });

  it('leaves the trace out where there is none', () => {
    const { text } = eventText(PersonDescribed.of(PersonDescribed.example), 3, { ...occasion, traceparent: undefined });
    expect(JSON.parse(text)).not.toHaveProperty('traceparent');
  });

  it('has an id of its own each time, later ones after earlier ones', () => {
    const ids = Array.from(
      { length: 1_000 },
      () => (JSON.parse(eventText(PersonDescribed.of(PersonDescribed.example), 1, occasion).text) as ChironEvent).id,
    );
    expect(new Set(ids).size).toBe(1_000);
    expect([...ids].sort()).toEqual(ids);
  });

  it.each([
    'quote " and \\ backslash',
    'line\nbreak and \u2028',
    'nul \u0000',
    'a lone \ud83d surrogate',
    'O’Brien 😀',
  ])('carries %j as it is', (name) => {
    const Named = defineEvent({
      type: 'chiron.test.person.named.v1',
      topic: { name: 'test.people', compacted: true, description: '' },
      description: '',
      schema: z.object({ name: z.string() }),
      subject: (data) => data.name,
      example: { name: '' },
    });
    const { key, text } = eventText(Named.of({ name }), 1, occasion);
    expect(key).toBe(name);
    expect(text).not.toMatch(/[\u0000-\u001f]/);
    expect(JSON.parse(text)).toMatchObject({ subject: name, partitionkey: name, data: { name } });
  });
});
