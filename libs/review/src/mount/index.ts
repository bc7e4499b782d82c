export { ReviewModule, reviewMigrations, type ReviewOptions } from './review.module.js';
export * from './domain/known-people.js';
export * from './domain/reviewables.js';
export * from './domain/round.js';
export * from './domain/view.js';
export * from './domain/sight.js';
export { ReviewMount } from './http/review-mount.js';
