import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import { scopes, type Scope } from '@chiron/contracts/core';
import { applications } from './access/applications.js';
import { calls } from './access/calls.js';
import { committees } from './access/committees.js';
import { decisions } from './access/decisions.js';
import { files } from './access/files.js';
import { mail } from './access/mail.js';
import { operations as deadLetters } from './access/operations.js';
import { reviews } from './access/reviews.js';
import { missingId, roles, statusFor, targets, type AccessTable, type Case, type RouteAccess } from './access/table.js';
import { World } from './access/world.js';
import { runningGrants, type Answer, type RunningGrants } from './running-grants.js';

const tables: Record<string, AccessTable> = {
  calls,
  applications,
  files,
  committees,
  reviews,
  decisions,
  mail,
  deadLetters,
};
const declared = Object.values(tables).flatMap((table) => Object.entries(table));

/** Every handler of the running service, by the metadata from which Nest makes its routes: as the document names them, `Calls_list`. */
function handlersOf({ service }: RunningGrants): string[] {
  const found = new Set<string>();
  for (const module of service.app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      const controller = metatype as { name: string; prototype: object } | null;
      for (let at = controller?.prototype; at && at !== Object.prototype; at = Object.getPrototypeOf(at) as object)
        for (const name of Object.getOwnPropertyNames(at)) {
          const handler = Object.getOwnPropertyDescriptor(at, name)?.value as object | undefined;
          if (typeof handler !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, handler)) continue;
          const said = Reflect.getMetadata('swagger/apiOperation', handler) as { operationId?: string } | undefined;
          found.add(said?.operationId || `${controller!.name.replace(/Controller$/, '')}_${name}`);
        }
    }
  }
  return [...found].sort();
}

interface Operation {
  readonly route: string;
  readonly handler: string;
}
/** Every route that the service documents, and the handler behind it. */
async function operationsOf({ service }: RunningGrants): Promise<Operation[]> {
  const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => ({
      route: `${method.toUpperCase()} ${path}`,
      handler: operationId,
    })),
  );
}

/** What an answer shows, but for what names the asked object and the one occurrence. */
const anonymous = ({ status, text, headers }: Answer, params: Record<string, string>): string => {
  const ids = Object.values(params).filter((value) => value.length > 8);
  const shown = ids.reduce((said, id) => said.replaceAll(id, '…').replaceAll(id.toLowerCase(), '…'), text);
  const names = [...headers.keys()].filter((name) => name !== 'date').sort();
  return JSON.stringify({ status, shown: shown.replace(/"instance":"[^"]*"/, ''), names });
};

describe('who may do what', () => {
  let grants: RunningGrants;
  let world: World;
  let operations: Operation[];
  beforeAll(async () => {
    grants = await runningGrants();
    world = await World.of(grants);
    operations = await operationsOf(grants);
  });
  afterAll(() => grants.close());

  it('is asked of every handler: none is left out of the document', () => {
    const documented = operations.map(({ handler }) => handler);
    expect(handlersOf(grants).filter((handler) => !documented.includes(handler))).toEqual([]);
    expect(documented.filter((handler, i) => documented.indexOf(handler) !== i)).toEqual([]);
  });

  it('is declared for every route there is, and for none that there is not', () => {
    const names = declared.map(([name]) => name);
    const routes = operations.map(({ route }) => route).filter((route) => route.includes('/api/'));
    expect(routes.filter((route) => !names.includes(route))).toEqual([]);
    expect(names.filter((name) => !routes.includes(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('is closed to clients of other systems, whatever else they may do', async () => {
    const others = Object.keys(scopes).filter((scope) => !['self', 'grants:administer'].includes(scope)) as Scope[];
    const readsDeadLetters = ({ route }: Operation) => route.includes('/operations/');
    const open: string[] = [];
    for (const { route } of operations.filter((one) => one.route.includes('/api/') && !readsDeadLetters(one))) {
      const [method, path] = route.split(' ') as [string, string];
      const at = path.replace('/api/v1', '').replace(/\{\w+\}/g, missingId);
      const { status } = await grants.call({ scopes: others }, method, at);
      if (status === 403) continue;
      // what nobody needs a token for, a client may as well
      if ((await grants.call('public', method, at)).status === 401) open.push(`${status} ${route}`);
    }
    expect(open).toEqual([]);
  });

  const send = async (name: string, route: RouteAccess, one: Case, role: (typeof roles)[number]) => {
    const [method, path] = name.split(' ') as [string, string];
    const params = (await one.params?.(world, role)) ?? {};
    const filled = path
      .replace('/api/v1', '')
      .replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(params[key] ?? `no-${key}`));
    const body = await (one.body ?? route.body)?.(world, role);
    const answer = await world.ask(role, method, `${filled}${one.query ?? route.query ?? ''}`, {
      ...(body !== undefined && { body }),
      ...(route.headers && { headers: route.headers }),
    });
    return { answer, params };
  };

  describe.each(declared)('%s', (name, route) => {
    it.each(targets.filter((target) => typeof route[target] === 'object'))('about %s', async (target) => {
      const one = route[target] as Case;
      const expected: Record<string, number> = {};
      const found: Record<string, number> = {};
      for (const role of roles) {
        expected[role] = statusFor(one.expect, role);
        const { answer, params } = await send(name, route, one, role);
        found[role] = answer.status;
        if (answer.status !== 404 || target === 'missing' || typeof route.missing === 'string') continue;
        if (one.knows?.includes(role)) continue;
        // A thing that may not be known looks just as one that is not there.
        const absent = await send(name, route, route.missing, role);
        expect([role, anonymous(answer, params)]).toEqual([role, anonymous(absent.answer, absent.params)]);
      }
      expect(found).toEqual(expected);
    });
  });
});
