export * from './clock.js';
export * from './dates.js';
export * from './event.js';
export * from './orcid.js';
export * from './problems.js';
export * from './refusal.js';
export * from './scopes.js';
