import { problemsOf } from '../core/index.js';

export const programsProblems = problemsOf('programs', {
  'source-not-permitted': {
    status: 403,
    title: 'This client may not post to this source',
    advice: 'Ask an administrator to add source “{source}” to the client.',
  },
  'source-reserved': { status: 409, title: 'This source name belongs to the platform itself' },
  'enrollment-exists': {
    status: 409,
    title: 'This person already holds this role in this offering',
    advice: 'It is enrollment {id}.',
  },
  'enrollment-finished': { status: 409, title: 'The enrollment is finished', advice: 'It is {status}.' },
  'enrollment-pending': {
    status: 409,
    title: 'Nothing is known of this person yet',
    advice: 'It can be completed once it is active.',
  },
  'enrollment-of-source': { status: 409, title: 'This enrollment belongs to another source' },
  'person-unknown': { status: 422, title: 'Nothing is known of this person' },
  'offering-unknown': { status: 422, title: 'The catalogue has no such offering' },
  'offering-in-use': { status: 409, title: 'The offering has enrollments' },
  'dates-reversed': { status: 400, title: 'The end lies before the beginning' },
  'import-key-reused': {
    status: 422,
    title: 'This Idempotency-Key was used for another import',
    advice: 'Use a new key for a new data set or new settings.',
  },
  'import-not-found': { status: 404, title: 'There is no such import' },
  'body-cut-off': { status: 400, title: 'The body ended early', advice: 'Nothing was stored; send it again.' },
  'digest-mismatch': {
    status: 400,
    title: 'Content-Digest does not match the body',
    advice: 'Nothing was stored; send it again.',
  },
  'digest-unreadable': {
    status: 400,
    title: 'Content-Digest cannot be read',
    advice: 'Use sha-256=:base64: or sha-512=:base64: (RFC 9530).',
  },
  'archive-unreadable': { status: 400, title: 'The archive cannot be read', advice: '{reason}' },
  'archive-unsafe': { status: 400, title: 'The archive is not safe to unpack', advice: '{reason}' },
  'manifest-unusable': { status: 400, title: 'The manifest cannot be used', advice: '{reason}' },
  'header-unusable': { status: 400, title: 'The header cannot be used', advice: '{reason}' },
  'encoding-unusable': { status: 400, title: 'The text is not UTF-8', advice: '{reason}' },
  'empty-import': { status: 400, title: 'The body has no rows' },
  'scope-needed': {
    status: 400,
    title: 'Canonical mode needs a scope',
    advice: 'State scope=terms:…, scope=programs:…, scope=offerings:… or scope=all.',
  },
  'scope-unknown': {
    status: 400,
    title: 'The scope names something that is not in the catalogue',
    advice: 'Unknown: {names}.',
  },
  'import-not-waiting': { status: 409, title: 'The import does not wait for a release', advice: 'It is {state}.' },
  'plan-moved': {
    status: 409,
    title: 'The plan has changed since it was read',
    advice: 'Read the import again; its plan is now {plan}.',
  },
  'import-not-finished': { status: 409, title: 'The import is not finished', advice: 'It is {state}.' },
  'import-not-cancellable': { status: 409, title: 'The import can no longer be cancelled', advice: 'It is {state}.' },
  'import-not-undoable': { status: 409, title: 'The import cannot be undone', advice: '{reason}' },
  'import-input-removed': {
    status: 409,
    title: 'The stored input of this import is no longer kept',
    advice: 'It went on {removedAt}, as the retention setting says; its receipts and counts stay. Send the rows again.',
  },
  'nothing-to-retry': { status: 409, title: 'No row of this import is rejected or pending' },
});
