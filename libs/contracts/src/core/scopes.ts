/** Every scope a token can carry, with what it lets its bearer do. The gateway registers no other. */
export const scopes = {
  'clients:manage': 'register, change and revoke clients, rotate their secrets',
  'tokens:issue': 'mint a ten-minute token for one person',
  'programs:read': 'read programs, offerings, terms and class meetings',
  'programs:write': 'create and change programs, offerings, terms and class meetings',
  'enrollments:read': 'read enrollments',
  'enrollments:write':
    'post enrollments and imports of permitted sources; change, end, withdraw and complete enrollments',
  'imports:read': 'read imports, their progress and their receipts',
  'imports:release': 'release, retry, undo and cancel imports',
  'sources:read': 'read the settings of sources',
  'sources:write': 'make sources and change their settings',
  'people:read': 'read people, uncertain matches, merges and how much people review',
  'people:write':
    'correct people, link references to them and take them away, place and lift privacy holds, decide uncertain matches, merge and undo merges, allot how much people review',
  'records:read': "read any person's education record; each read is logged",
  'grants:administer':
    'appoint grants officers and end their appointments, read the mailbox with the state of deliveries, send letters again; never applications or reviews',
  'operations:read':
    'read dead letters, the log of who read whose record, the audit of clients, signing keys and persons’ tokens, and how far imports have become people and records',
  'operations:write': 'replay and discard dead letters; rotate and withdraw signing keys',
  self: 'a person: read their own record; read and write in grants and review, as each resource lets them',
} as const;

export type Scope = keyof typeof scopes;
