import { problemsOf } from '../core/index.js';

export const membershipProblems = problemsOf('membership', {
  'match-decided': { status: 409, title: 'This match was decided already' },
  'merge-into-self': { status: 409, title: 'A person cannot be merged into itself' },
  'person-merged': { status: 409, title: 'This record was merged into another', advice: 'Use person {into}.' },
  'merge-undone': { status: 409, title: 'This merge was undone already' },
  'field-not-corrected': {
    status: 409,
    title: 'Staff have not corrected this field',
    advice: '{field} shows what the sources say.',
  },
  'reference-taken': {
    status: 409,
    title: 'This reference means somebody else',
    advice: 'It means person {personId}: unlink it there, or merge the two.',
  },
  'reference-reserved': { status: 409, title: 'References of source chiron belong to the platform itself' },
  'last-identifier': {
    status: 409,
    title: 'This is all that is known of the person',
    advice: 'A record cannot be left without any described reference; merge it instead.',
  },
  'allotted-beyond-capacity': {
    status: 422,
    title: 'More reviews are allotted than this person takes on',
    advice: '{allotted} are allotted of {capacity}.',
  },
  'hold-not-placed': { status: 409, title: 'No privacy hold stands on this person' },
});
