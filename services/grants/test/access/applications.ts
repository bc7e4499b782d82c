import type { AccessTable } from './table.js';

export const applications: AccessTable = {};
