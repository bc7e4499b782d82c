import { ofApplication, ofCircle, type Parts } from './circle.js';
import { neverMatches, type AccessTable } from './table.js';
import { picture } from './round.js';

/** Applicant, team and officer, and of the committee whoever may open it: its reviewer, and who chairs. */
const readers: Parts = {
  applicant: 200,
  'team-member': 200,
  officer: 200,
  reviewer: 200,
  'committee-chair': 200,
  'acting-chair': 404,
};
const elsewhere: Parts = { officer: 200, 'committee-chair': 200 };
const read = () => ofApplication(readers, {}, elsewhere, { officer: 200 });

export const files: AccessTable = {
  'GET /api/v1/applications/{id}/files': read(),
  'GET /api/v1/applications/{id}/files/{fileId}': read(),
  'GET /api/v1/applications/{id}/files/{fileId}/content': read(),
  'GET /api/v1/applications/{id}/files/{fileId}/copy': read(),
  'POST /api/v1/applications/{id}/files': ofCircle(409, 409, 403, {
    body: () => picture,
    headers: { 'content-type': 'image/png' },
    query: '?field=pictures&name=Plan.png',
  }),
  'PATCH /api/v1/applications/{id}/files/{fileId}': ofCircle(409, 409, 403, {
    body: () => ({ name: 'x' }),
    headers: neverMatches,
  }),
  'DELETE /api/v1/applications/{id}/files/{fileId}': ofCircle(409, 409, 403),
  'GET /api/v1/applications/{id}/blinding': ofCircle(200, 200, 200),
  'POST /api/v1/applications/{id}/blinding/checks': ofCircle(200, 200, 200),
  'PUT /api/v1/applications/{id}/blinding/findings/{findingId}/waiver': ofCircle(403, 403, 404, {
    body: () => ({ reason: 'r' }),
  }),
  'DELETE /api/v1/applications/{id}/blinding/findings/{findingId}/waiver': ofCircle(403, 403, 404),
};
