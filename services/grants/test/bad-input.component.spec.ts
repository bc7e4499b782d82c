import { uuidv7 } from 'uuidv7';
import { newCall } from './call-samples.js';
import { runningGrants, type Answer, type RunningGrants } from './running-grants.js';

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly type?: string | readonly string[];
  readonly nullable?: boolean;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
}
interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema?: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
}
interface Api {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

let grants: RunningGrants;
let api: Api;
let officer: string;
beforeAll(async () => {
  grants = await runningGrants();
  officer = await grants.officer();
  api = (await (await fetch(`${grants.service.url}/openapi.json`)).json()) as Api;
});
afterAll(() => grants.close());

const resolved = (schema: Schema): Schema => {
  const { $ref, allOf } = schema;
  if ($ref) return resolved(api.components.schemas[$ref.split('/').at(-1)!]!);
  return allOf?.length === 1 ? { ...resolved(allOf[0]!), nullable: schema.nullable ?? false } : schema;
};

/** Values that no member of this kind can have. */
function wrong(given: Schema): unknown[] {
  const schema = resolved(given);
  const types = [schema.type].flat();
  const none = schema.nullable || types.includes('null') ? [] : [null];
  if (types.includes('array')) {
    const items = resolved(schema.items ?? {});
    const object = items.type === 'object' || items.properties;
    return [...none, 'x', 7, { length: 1 }, ...(object ? [[null], ['x'], [[]], [[[]]]] : [[null], [{}], [[]]])];
  }
  if (schema.properties || types.includes('object')) return [...none, 'x', 7, true, ['x'], []];
  if (types.includes('string')) return [...none, 7, true, {}, ['x'], 'x\u0000y'];
  if (types.includes('boolean')) return [...none, 'yes', 1, {}, [true]];
  return [...none, 'x', {}, [1], true, '1e400'];
}

interface WrongBody {
  readonly body: Readonly<Record<string, unknown>>;
  /** what must be named */
  readonly pointer: string;
}

/** Bodies with one wrong member each, also within objects and in lists of objects. */
function wrongBodies(schema: Schema, deep = 4): WrongBody[] {
  return Object.entries(resolved(schema).properties ?? {}).flatMap(([name, member]): WrongBody[] => {
    const own = wrong(member).map((value) => ({ body: { [name]: value }, pointer: `/${name}` }));
    if (deep === 0) return own;
    const { items } = resolved(member);
    const within = wrongBodies(items ?? member, deep - 1).map(({ body, pointer }) =>
      items
        ? { body: { [name]: [body] }, pointer: `/${name}/0${pointer}` }
        : { body: { [name]: body }, pointer: `/${name}${pointer}` },
    );
    return [...own, ...within];
  });
}

const filled = (path: string): string =>
  path
    .replace(/^\/api\/v1/, '')
    .replace('{token}', 'x'.repeat(43))
    .replace('{stage}', 'full')
    .replace(/\{\w+\}/g, uuidv7());
const asker = (path: string) =>
  path.includes('grants-officers') ? { scopes: ['grants:administer'] as const } : { personId: officer };

/** What is judged after the shape of a body needs the rest of the body to be right. */
const whole: Readonly<Record<string, object>> = { 'post /api/v1/calls': newCall() };
const mine = /^\/api\/v1\/(calls|applications|application-links|grants-officers)\b/;

it('whatever is wrong in a body is named by its field, on every route of calls and applications', async () => {
  const faults: string[] = [];
  let asked = 0;
  for (const [path, operations] of Object.entries(api.paths).filter(([one]) => mine.test(one))) {
    for (const [method, { requestBody }] of Object.entries(operations)) {
      const schema = requestBody?.content['application/json']?.schema;
      if (!schema) continue;
      const send = (body: unknown): Promise<Answer> => {
        return grants.call(asker(path), method.toUpperCase(), filled(path), { body: JSON.stringify(body), headers: { 'content-type': 'application/json', 'if-match': '"1"' } }); // prettier-ignore
      };
      for (const body of [null, [], 'x', 7]) {
        const { status, text } = await send(body);
        if (status < 400 || status >= 500) faults.push(`${method} ${path} ${JSON.stringify(body)}: ${status} ${text}`);
      }
      for (const { body: given, pointer } of wrongBodies(schema)) {
        asked++;
        const { status, body, text } = await send({ ...whole[`${method} ${path}`], ...given });
        const pointers = ((body?.errors ?? []) as { pointer: string }[]).map((one) => one.pointer);
        if (status !== 400 || !pointers.some((one) => one === pointer || one.startsWith(`${pointer}/`)))
          faults.push(`${method} ${path} ${JSON.stringify(given)}: ${status} ${text.slice(0, 300)}`);
      }
    }
  }
  expect(faults).toEqual([]);
  expect(asked).toBeGreaterThan(1_000);
}, 120_000);

it('and so is what is wrong in a query', async () => {
  const faults: string[] = [];
  let asked = 0;
  for (const [path, operations] of Object.entries(api.paths).filter(([one]) => mine.test(one))) {
    for (const { in: place, name, schema = {} } of operations['get']?.parameters ?? []) {
      if (place !== 'query') continue;
      const { type, format, enum: words, items } = resolved(schema);
      const named = words ?? items?.enum ?? (format === 'uuid' ? ['a UUID'] : undefined);
      const values =
        type === 'integer' || type === 'number' ? ['x', '-1', '1.5', ''] : [named ? 'nonsense' : '%00', '%ED%A0%80'];
      for (const value of values) {
        asked++;
        const { status, body, text } = await grants.call(asker(path), 'GET', `${filled(path)}?${name}=${value}`);
        const pointers = ((body?.errors ?? []) as { pointer: string }[]).map(({ pointer }) => pointer);
        if (status !== 400 || !pointers.includes(`?${name}`))
          faults.push(`${path}?${name}=${value}: ${status} ${text.slice(0, 300)}`);
      }
    }
  }
  expect(faults).toEqual([]);
  expect(asked).toBeGreaterThan(20);
}, 120_000);
