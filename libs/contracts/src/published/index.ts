export * from './narrowed.js';
