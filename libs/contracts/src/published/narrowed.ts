/** A JSON Schema as Zod writes it; only what the comparison reads. */
export interface Shape {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly additionalProperties?: boolean | Shape;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Shape[];
  readonly [keyword: string]: unknown;
}

const limits = ['pattern', 'format', 'minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems'];

/**
 * How `now` breaks what was published as `before`; empty where the change is additive. Topics of facts are kept for
 * ever, so both directions count: an event written yesterday must still be valid, and a reader who was written against
 * yesterday's shape must still find every field that was promised. A new optional field and a longer list of values
 * are additive; a breaking change is a `.v2` beside the `.v1`.
 */
export function narrowed(before: Shape, now: Shape, at = ''): string[] {
  const where = at || '/';
  const was = kinds(before);
  const is = kinds(now);
  if (was.join() !== is.join()) return [`${where}: was ${was.join(' or ')}, is ${is.join(' or ')}`];
  if (before.anyOf && now.anyOf) {
    return before.anyOf.flatMap((branch, i) => narrowed(branch, now.anyOf![i]!, at));
  }
  return [
    ...fields(before, now, at),
    ...values(before, now, where),
    ...constraints(before, now, where),
    ...parts(before, now, at),
  ];
}

function fields(before: Shape, now: Shape, at: string): string[] {
  const found: string[] = [];
  const [had, has] = [before.properties ?? {}, now.properties ?? {}];
  const [needed, needs] = [new Set(before.required), new Set(now.required)];
  for (const [name, shape] of Object.entries(had)) {
    const present = has[name];
    if (!present) found.push(`${at}/${name}: was removed`);
    else found.push(...narrowed(shape, present, `${at}/${name}`));
    if (present && needed.has(name) && !needs.has(name)) found.push(`${at}/${name}: was promised, is optional`);
  }
  for (const name of needs) if (!needed.has(name)) found.push(`${at}/${name}: is required, events without it exist`);
  return found;
}

function values(before: Shape, now: Shape, where: string): string[] {
  const [had, has] = [allowed(before), allowed(now)];
  if (!has) return [];
  if (!had) return [`${where}: any value was allowed, only ${has.join(', ')} is`];
  const lost = had.filter((value) => !has.includes(value));
  return lost.length ? [`${where}: ${lost.join(', ')} was allowed, is not`] : [];
}

function constraints(before: Shape, now: Shape, where: string): string[] {
  return limits
    .filter((limit) => now[limit] !== undefined && now[limit] !== before[limit])
    .map((limit) => `${where}: ${limit} was ${String(before[limit] ?? 'free')}, is ${String(now[limit])}`);
}

function parts(before: Shape, now: Shape, at: string): string[] {
  const found = before.items && now.items ? narrowed(before.items, now.items, `${at}/*`) : [];
  const [had, has] = [before.additionalProperties ?? true, now.additionalProperties ?? true];
  if (typeof had === 'object' && typeof has === 'object') found.push(...narrowed(had, has, `${at}/*`));
  else if (had !== false && has !== had) found.push(`${at || '/'}: further members were free, are not`);
  return found;
}

const kinds = (shape: Shape): string[] =>
  shape.anyOf ? shape.anyOf.flatMap(kinds) : [shape.type ?? (allowed(shape) ? typeof allowed(shape)![0] : 'anything')];

const allowed = (shape: Shape): readonly unknown[] | undefined =>
  shape.enum ?? (shape.const === undefined ? undefined : [shape.const]);
