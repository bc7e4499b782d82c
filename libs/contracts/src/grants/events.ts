export * from './events/applications.js';
export * from './events/calls.js';
export * from './events/committees.js';
export * from './events/decisions.js';
