import { mostAbove, within, type Organisation } from './organisation.js';

const found = (parents: Record<string, string | null>) => (id: string) =>
  id in parents ? ({ name: `The ${id}`, type: 'department', parent: parents[id]! } satisfies Organisation) : undefined;
const ids = (id: string, parents: Record<string, string | null>) =>
  within(id, found(parents)).map(({ organisation }) => organisation);

describe('the organisations that one lies within', () => {
  it('are told from the nearest on, each with its name and type', () => {
    expect(within('cardiology', found({ cardiology: 'medicine', medicine: 'school', school: null }))).toEqual([
      { organisation: 'medicine', organisationName: 'The medicine', organisationType: 'department' },
      { organisation: 'school', organisationName: 'The school', organisationType: 'department' },
    ]);
  });
  it('are none of one that names no parent, or was never delivered', () => {
    expect(ids('school', { school: null })).toEqual([]);
    expect(ids('nobody knows', {})).toEqual([]);
  });
  it('end with the bare id of a parent that was never delivered', () => {
    expect(within('medicine', found({ medicine: 'school' }))).toEqual([{ organisation: 'school' }]);
  });
  it('end where they would come round again, and never name the organisation itself', () => {
    expect(ids('a', { a: 'a' })).toEqual([]);
    expect(ids('a', { a: 'b', b: 'a' })).toEqual(['b']);
    expect(ids('a', { a: 'b', b: 'c', c: 'b' })).toEqual(['b', 'c']);
  });
  it('are eight at most, the nearest', () => {
    const chain = (length: number) =>
      Object.fromEntries(Array.from({ length: length + 1 }, (_, i) => [`o${i}`, i < length ? `o${i + 1}` : null]));
    expect(ids('o0', chain(mostAbove))).toHaveLength(8);
    expect(ids('o0', chain(mostAbove + 1))).toEqual(['o1', 'o2', 'o3', 'o4', 'o5', 'o6', 'o7', 'o8']);
  });
});
