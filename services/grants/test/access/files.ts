import type { AccessTable } from './table.js';

export const files: AccessTable = {};
