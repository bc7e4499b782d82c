import { IsInt, IsString, validateSync } from 'class-validator';
import { rulesOf } from './validation-rules.js';

class Named {
  @IsString()
  name: unknown;
}
class Counted extends Named {
  @IsInt()
  count: unknown;
  @IsInt({ groups: ['strict'] })
  weight: unknown;
}

describe('the rules of a class', () => {
  const faults = (given: object, groups?: string[]) =>
    validateSync(given, groups ? { groups } : {}).map(({ property }) => property);

  it.each(['the first time', 'and once they are known'])('hold, with those it inherits, %s', () => {
    expect(faults(Object.assign(new Counted(), { name: 1, count: 'a', weight: 1 }))).toEqual(['count', 'name']);
    expect(faults(Object.assign(new Counted(), { name: 'a', count: 1, weight: 1 }))).toEqual([]);
    expect(faults(Object.assign(new Named(), { name: 1 }))).toEqual(['name']);
  });

  it('of a group are asked for by its name', () => {
    expect(faults(Object.assign(new Counted(), { name: 1, count: 'a', weight: 'b' }), ['strict'])).toEqual(['weight']);
  });

  it('are gathered once', () => {
    expect(rulesOf(new Counted())).toBe(rulesOf(new Counted()));
    expect(rulesOf(new Counted())).not.toBe(rulesOf(new Named()));
  });
});
