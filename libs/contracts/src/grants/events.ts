export * from './events/calls.js';
