import type { Topic } from '../core/index.js';

export const callsTopic: Topic = {
  name: 'grants.calls',
  compacted: false,
  quiet: true,
  description: 'The life of each call for applications; key = call id.',
};
export const applicationsTopic: Topic = {
  name: 'grants.applications',
  compacted: false,
  quiet: true,
  description: 'The life of each application up to its outcome; key = application id.',
};
export const officersTopic: Topic = {
  name: 'grants.officers',
  compacted: false,
  quiet: true,
  description: 'Who runs grants and who looks after their money; key = appointment id.',
};
export const grantTopic: Topic = {
  name: 'grants.grants',
  compacted: false,
  quiet: true,
  description: 'The life of each grant, from its announcement on; key = grant id.',
};
export const committeeServiceTopic: Topic = {
  name: 'grants.committee-service',
  compacted: false,
  quiet: true,
  description: 'Who served on review committees, by committee and year only; key = person id.',
};
export const committeesTopic: Topic = {
  name: 'grants.committees',
  compacted: false,
  quiet: true,
  description: 'What committees do, without who reviews what and without a score or a vote; key = committee id.',
};
export const roundsTopic: Topic = {
  name: 'grants.rounds',
  compacted: false,
  quiet: true,
  description:
    'How the round of a call goes on: what is accepted for review, and when decisions are made and announced, without what they are; key = call id.',
};

export const grantsTopics = [
  callsTopic,
  applicationsTopic,
  officersTopic,
  grantTopic,
  committeeServiceTopic,
  committeesTopic,
  roundsTopic,
];
