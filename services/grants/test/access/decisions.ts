import type { AccessTable } from './table.js';

export const decisions: AccessTable = {};
