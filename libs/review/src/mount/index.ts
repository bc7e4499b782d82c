export { ReviewModule, ReviewMount, reviewMigrations, type ReviewOptions } from './review.module.js';
export * from './domain/known-people.js';
export * from './domain/reviewables.js';
export * from './domain/round.js';
export * from './domain/view.js';
export * from './store/sight.js';
