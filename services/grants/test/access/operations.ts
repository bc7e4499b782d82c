import { missingId, noObject, type AccessTable, type Statuses } from './table.js';

/** Dead letters are read by clients with operations' scopes; nobody in grants has them, the administrator neither. */
const nobody: Statuses = { public: 401, others: 403 };
const rest = { other: noObject, conflicted: noObject, missing: noObject };
const one = {
  own: 'a dead letter is nobody’s',
  other: 'none lies there',
  conflicted: noObject,
  missing: { params: () => ({ id: missingId }), expect: nobody },
};

export const operations: AccessTable = {
  'GET /api/v1/operations/grants/dead-letters': { own: { expect: nobody }, ...rest },
  'POST /api/v1/operations/grants/dead-letters/replay': { own: { expect: nobody }, ...rest },
  'POST /api/v1/operations/grants/dead-letters/{id}/replay': one,
  'DELETE /api/v1/operations/grants/dead-letters/{id}': one,
};
