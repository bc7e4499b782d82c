const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);

// What TypeORM throws when the connection went away between two statements.
const lostRunner = new Set(['QueryRunnerAlreadyReleasedError', 'ConnectionIsNotSetError']);

/**
 * Whether the database may succeed at the same thing a moment later: connection loss (SQLSTATE class 08), deadlock and
 * serialization failure (40), lack of resources (53), shutdown (57P), or the socket itself.
 */
export function isTransient(error: unknown): boolean {
  for (let at = error, depth = 0; at && depth < 5; at = (at as { cause?: unknown }).cause, depth++) {
    const { code, name, message, driverError } = at as Record<'code' | 'name' | 'message' | 'driverError', unknown>;
    if (typeof name === 'string' && lostRunner.has(name)) return true;
    if (typeof code === 'string' && (/^(08|40|53)...$/.test(code) || /^57P..$/.test(code) || networkCodes.has(code)))
      return true;
    if (
      typeof message === 'string' &&
      /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|timeout expired|Client was closed|not queryable/.test(
        message,
      )
    )
      return true;
    if (driverError && driverError !== at && isTransient(driverError)) return true;
    const { errors } = at as { errors?: unknown };
    if (Array.isArray(errors) && errors.some(isTransient)) return true;
  }
  return false;
}

/** The constraint that a unique violation (23505) names, else undefined. */
export function violatedConstraint(error: unknown): string | undefined {
  const { code, constraint, driverError } = (error ?? {}) as {
    code?: string;
    constraint?: string;
    driverError?: unknown;
  };
  if (code === '23505') return constraint;
  return driverError ? violatedConstraint(driverError) : undefined;
}
