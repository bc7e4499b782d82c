import { administratorAlone, missingId, neverMatches, noObject, type AccessTable, type Statuses } from './table.js';

const everyPerson = (status: number): Statuses => ({ public: 401, administrator: 403, others: status });
const rest = { other: noObject, conflicted: noObject, missing: noObject };

export const mail: AccessTable = {
  'GET /api/v1/mailbox': { own: { expect: administratorAlone(200) }, ...rest },
  'POST /api/v1/mailbox/{id}/send-again': {
    own: 'a letter is sent again where it failed: none did here',
    other: noObject,
    conflicted: noObject,
    missing: { params: () => ({ id: missingId }), expect: administratorAlone(404) },
  },
  'GET /api/v1/mailbox/preferences': { own: { expect: everyPerson(200) }, ...rest },
  'PUT /api/v1/mailbox/preferences': {
    body: () => ({ language: 'en', digest: true }),
    headers: neverMatches,
    own: { expect: everyPerson(412) },
    ...rest,
  },
};
