/** Every scope a token can carry, with what it lets its bearer do. The gateway registers no other. */
export const scopes = {
  'clients:manage': 'register, rotate and revoke clients',
  'tokens:issue': 'mint a ten-minute token for one person',
  'programs:read': 'read programs, offerings, terms and class meetings',
  'programs:write': 'create and change programs, offerings, terms and class meetings',
  'enrollments:read': 'read enrollments',
  'enrollments:write': 'post enrollments and imports of permitted sources; end, withdraw and complete enrollments',
  'imports:read': 'read imports and their receipts',
  'imports:release': 'release, retry, undo and cancel imports',
  'sources:read': 'read the settings of sources',
  'sources:write': 'change the settings of sources',
  'people:read': 'read people',
  'people:write':
    'correct people, place and lift privacy holds, decide uncertain matches, merge and undo merges, allot how much people review',
  'records:read': "read any person's education record; each read is logged",
  'grants:administer':
    'appoint grants officers, read the mailbox and the state of deliveries; never applications or reviews',
  'operations:read': 'read dead letters and access logs',
  'operations:write': 'replay and discard dead letters',
  self: 'a person: read what is their own',
} as const;

export type Scope = keyof typeof scopes;
