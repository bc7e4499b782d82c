/** Routes that no table names yet. None may be added: a new route is declared, and a declared one leaves this list. */
export const toDeclare: readonly string[] = [
];
