import { z } from 'zod';
import { narrowed, type Shape } from '../src/published/index.js';

const shape = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }) as Shape;
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const honor = {
  honorId: z.uuid(),
  state: z.enum(['recommended', 'conferred']),
  conferredOn: day.nullable(),
  note: z.string().optional(),
  letters: z.array(z.object({ writer: z.string() })),
};
const published = shape(z.object(honor));
const change = (fields: z.ZodRawShape) => narrowed(published, shape(z.object({ ...honor, ...fields })));
const without = (name: keyof typeof honor) => {
  const { [name]: _, ...rest } = honor;
  return narrowed(published, shape(z.object(rest)));
};

describe('a published shape is broken by', () => {
  it('removing a field that readers were promised', () => expect(without('state')).toEqual(['/state: was removed']));
  it('removing an optional field', () => expect(without('note')).toEqual(['/note: was removed']));
  it('requiring a field that was optional, for yesterday’s events lack it', () =>
    expect(change({ note: z.string() })).toEqual(['/note: is required, events without it exist']));
  it('adding a required field, for yesterday’s events lack it', () =>
    expect(change({ schemeId: z.uuid() })).toEqual(['/schemeId: is required, events without it exist']));
  it('making a promised field optional', () =>
    expect(change({ honorId: z.uuid().optional() })).toEqual(['/honorId: was promised, is optional']));
  it('taking a value off a list', () =>
    expect(change({ state: z.enum(['conferred']) })).toEqual(['/state: recommended was allowed, is not']));
  it('giving a list of values to what was free', () =>
    expect(change({ note: z.enum(['short']).optional() })).toEqual(['/note: any value was allowed, only short is']));
  it('another type', () => expect(change({ note: z.number().optional() })).toEqual(['/note: was string, is number']));
  it('taking null away', () =>
    expect(change({ conferredOn: day })).toEqual(['/conferredOn: was string or null, is string']));
  it('allowing null where readers were promised a value', () =>
    expect(change({ honorId: z.uuid().nullable() })).toEqual(['/honorId: was string, is string or null']));
  it('a new limit', () =>
    expect(change({ note: z.string().max(10).optional() })).toEqual(['/note: maxLength was free, is 10']));
  it('another pattern', () =>
    expect(change({ conferredOn: z.string().regex(/^2/).nullable() })).toEqual([
      '/conferredOn: pattern was ^\\d{4}-\\d{2}-\\d{2}$, is ^2',
    ]));
  it('any of these inside a list', () =>
    expect(change({ letters: z.array(z.object({ writer: z.string(), on: day })) })).toEqual([
      '/letters/*/on: is required, events without it exist',
    ]));
  it('refusing members that were free', () =>
    expect(narrowed(published, shape(z.strictObject(honor)))).toEqual(['/: further members were free, are not']));
});

describe('a published shape is kept by', () => {
  it('no change', () => expect(change({})).toEqual([]));
  it('a new optional field', () => expect(change({ cycleId: z.uuid().optional() })).toEqual([]));
  it('a longer list of values', () =>
    expect(change({ state: z.enum(['recommended', 'conferred', 'withdrawn']) })).toEqual([]));
  it('a limit that fell', () => expect(change({ conferredOn: z.string().nullable() })).toEqual([]));
  it('a new optional field inside a list', () =>
    expect(change({ letters: z.array(z.object({ writer: z.string(), on: day.optional() })) })).toEqual([]));
});
