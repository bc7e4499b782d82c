import type { Part } from './part.js';

/** Rubrics, reviews, discussion, meeting, ranking and summaries. */
export const reviewsPart: Part = { controllers: [], features: [], stores: [], migrations: [] };
