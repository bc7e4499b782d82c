export * from './topics.js';
export * from './events.js';
export * from './problems.js';
