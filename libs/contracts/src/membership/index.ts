export * from './events.js';
export * from './problems.js';
