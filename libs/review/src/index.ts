export * from './assignment/assign.js';
export * from './assignment/request.js';
export { reasonText } from './assignment/explain.js';
export { seeded, shuffled, normal, type Random } from './random.js';
export * from './problems.js';
export * from './forms/rubric.js';
export * from './forms/answers.js';
export * from './ranking/rank.js';
export * from './ranking/percentile.js';
export * from './ranking/lot.js';
export * from './ranking/order.js';
export * from './ranking/budget.js';
export * from './ranking/what-if.js';
export { REVIEWS_TO_JUDGE_SEVERITY, type Variances } from './ranking/mixed-model.js';
export * from './conflicts/conflict.js';
export * from './conflicts/find.js';
export * from './meeting/phases.js';
export * from './meeting/order.js';
export * from './meeting/not-discussed.js';
export * from './reviews/review.js';
export * from './votes/votes.js';
export * from './summaries/summary.js';
export * from './discussion/post.js';
export {
  liveItem,
  screenFor,
  type AgendaItem,
  type ItemState,
  type Meeting,
  type MeetingStep,
  type Screen,
} from './meeting/live.js';
export { draftMinutes, type Minute, type Names } from './meeting/minutes.js';
