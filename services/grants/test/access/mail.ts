import type { AccessTable } from './table.js';

export const mail: AccessTable = {};
