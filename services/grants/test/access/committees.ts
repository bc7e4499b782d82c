import type { AccessTable } from './table.js';

export const committees: AccessTable = {};
