export * from './events.js';
export * from './problems.js';
export * from './receipts.js';
export * from './rows.js';
export * from './topics.js';
