import type { Topic } from '../core/index.js';

/** Names and e-mails travel here and nowhere else; erased by a tombstone. */
export const peopleTopic: Topic = {
  name: 'programs.people',
  compacted: true,
  description: 'What each source says of the people it mentions; key = source/sourcedId.',
};
export const enrollmentsTopic: Topic = {
  name: 'programs.enrollments',
  compacted: false,
  description: 'The life of each enrollment; key = enrollment id.',
};
export const programsTopic: Topic = {
  name: 'programs.programs',
  compacted: false,
  quiet: true,
  description: 'Programs of the catalogue; key = program id.',
};
export const offeringsTopic: Topic = {
  name: 'programs.offerings',
  compacted: false,
  quiet: true,
  description: 'Offerings of the catalogue; key = offering id.',
};
export const importsTopic: Topic = {
  name: 'programs.imports',
  compacted: false,
  quiet: true,
  description: 'The end of each import; key = import id.',
};

export const programsTopics = [peopleTopic, enrollmentsTopic, programsTopic, offeringsTopic, importsTopic];
