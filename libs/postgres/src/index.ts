export * from './array-text.js';
export * from './database.js';
export * from './errors.js';
export * from './module.js';
export * from './wake.js';
