export * from './assignment/assign.js';
export * from './assignment/request.js';
export { reasonText } from './assignment/explain.js';
export { seeded, shuffled, normal, type Random } from './random.js';
