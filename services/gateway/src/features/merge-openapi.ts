/** As much of an OpenAPI 3.1 document as merging needs. */
export interface ApiDocument {
  readonly openapi?: string;
  readonly info?: Readonly<Record<string, unknown>>;
  readonly paths?: Readonly<Record<string, unknown>>;
  readonly components?: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
  readonly tags?: readonly { readonly name: string }[];
}

export interface ApiPart {
  readonly service: string;
  readonly document: ApiDocument;
  /** which paths of the part the public API has */
  readonly owns: (path: string) => boolean;
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const alike = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * One document of all parts. Components of one name and another content, and operations of one name, get the
 * service's name in front; references follow.
 */
export function mergeOpenApi(info: Readonly<Record<string, unknown>>, parts: readonly ApiPart[]): ApiDocument {
  const paths: Record<string, unknown> = {};
  const components: Record<string, Record<string, unknown>> = {};
  const tags = new Map<string, { readonly name: string }>();
  const operations = new Set<string>();
  for (const { service, document, owns } of parts) {
    const renamed = renames(service, document, components);
    const of = <T>(value: T): T => withReferences(value as unknown as Json, renamed) as unknown as T;
    for (const [kind, members] of Object.entries(document.components ?? {})) {
      const kept = (components[kind] ??= {});
      for (const [name, member] of Object.entries(members ?? {})) {
        kept[renamed.get(`#/components/${kind}/${name}`)?.split('/').at(-1) ?? name] = of(member);
      }
    }
    for (const [path, item] of Object.entries(document.paths ?? {})) {
      if (owns(path))
        paths[path] = { ...(paths[path] as object | undefined), ...withOwnNames(of(item), service, operations) };
    }
    for (const tag of document.tags ?? []) tags.set(tag.name, tag);
  }
  const ordered = Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { openapi: '3.1.0', info, paths: ordered, components, tags: [...tags.values()] };
}

function renames(
  service: string,
  document: ApiDocument,
  present: Record<string, Record<string, unknown>>,
): Map<string, string> {
  const renamed = new Map<string, string>();
  for (const [kind, members] of Object.entries(document.components ?? {})) {
    for (const [name, member] of Object.entries(members ?? {})) {
      const other = present[kind]?.[name];
      if (other === undefined || alike(other, member)) continue;
      renamed.set(`#/components/${kind}/${name}`, `#/components/${kind}/${service}.${name}`);
    }
  }
  return renamed;
}

function withReferences(value: Json, renamed: ReadonlyMap<string, string>): Json {
  if (renamed.size === 0) return value;
  if (Array.isArray(value)) return value.map((item) => withReferences(item, renamed));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      name === '$ref' && typeof item === 'string' ? (renamed.get(item) ?? item) : withReferences(item, renamed),
    ]),
  );
}

function withOwnNames(item: unknown, service: string, taken: Set<string>): Record<string, unknown> {
  const operations = Object.entries(item as Record<string, { operationId?: string }>).map(([method, operation]) => {
    const id = operation?.operationId;
    if (id === undefined) return [method, operation];
    const own = taken.has(id) ? `${service}_${id}` : id;
    taken.add(own);
    return [method, { ...operation, operationId: own }];
  });
  return Object.fromEntries(operations) as Record<string, unknown>;
}
