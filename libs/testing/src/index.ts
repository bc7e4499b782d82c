export * from './ask.js';
export * from './engines.js';
export * from './eventually.js';
export * from './identity.js';
export * from './surroundings.js';
export * from './test-bus.js';
