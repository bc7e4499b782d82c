export * from './events/applications.js';
export * from './events/calls.js';
