import { Rates } from './rates.js';

const rates = () => new Rates({ requestsPerSecond: 3, personRequestsPerSecond: 2, peopleRequestsPerSecond: 5 });
const portal = { clientId: 'portal' };
const ana = { ...portal, personId: 'ana' };
const ben = { ...portal, personId: 'ben' };
const eve = { ...portal, personId: 'eve' };

/** How many of so many requests at this moment are let through. */
const through = (on: Rates, caller: Parameters<Rates['allows']>[0], times: number, now = 0, address = '::1') =>
  Array.from({ length: times }, () => on.allows(caller, address, now)).filter(Boolean).length;

describe('requests within a second', () => {
  it('are as many for each person as are allowed, whatever another one asks', () => {
    const on = rates();
    expect([through(on, ana, 9), through(on, ben, 9)]).toEqual([2, 2]);
  });

  it('are not more for all people of a client than it may ask for them, however many tokens it mints', () => {
    const on = rates();
    expect([through(on, ana, 9), through(on, ben, 9), through(on, eve, 9)]).toEqual([2, 2, 1]);
  });

  it('by people take nothing from the client’s own, nor from another client’s', () => {
    const on = rates();
    for (const person of [ana, ben, eve]) through(on, person, 9);
    expect(through(on, portal, 9)).toBe(3);
    expect(through(on, { clientId: 'mobile', personId: 'ana' }, 9)).toBe(2);
  });

  it('of somebody without a token are counted by address, apart from a client of that name', () => {
    const on = rates();
    expect([through(on, undefined, 9), through(on, undefined, 9, 0, '::2')]).toEqual([3, 3]);
    expect(through(on, { clientId: '::1' }, 9)).toBe(3);
  });

  it('begin anew with the next', () => {
    const on = rates();
    expect([through(on, ana, 9, 999), through(on, ana, 9, 1000)]).toEqual([2, 2]);
  });
});
