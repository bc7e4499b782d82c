// Who may know whom, as a table. Between projects the Nx tags hold it (`projectBoundaries`); inside a project each entry
// of `boundaries` becomes an ESLint rule `chiron/<name>` (see plugin.mjs). Every entry has at least one fixture in
// forbidden/ that must fail with exactly its error, and one in allowed/ just across the line that must pass.

/** Nx: what a project with this tag may depend on. A tag that is missing here may depend on nothing. */
export const projectBoundaries = [
  { sourceTag: 'scope:contracts', onlyDependOnLibsWithTags: ['scope:contracts'] },
  { sourceTag: 'type:lib', onlyDependOnLibsWithTags: ['type:lib', 'type:contracts', 'type:testing'] },
  { sourceTag: 'type:testing', onlyDependOnLibsWithTags: ['type:lib', 'type:contracts'] },
  { sourceTag: 'type:service', onlyDependOnLibsWithTags: ['type:lib', 'type:contracts', 'type:testing'] },
  {
    sourceTag: 'scope:gateway',
    onlyDependOnLibsWithTags: ['scope:contracts', 'scope:http', 'scope:postgres', 'scope:messaging', 'scope:testing'],
  },
];

/** ESLint's own rules that hold a house rule; they need fixtures as well. */
export const houseRules = ['@typescript-eslint/no-explicit-any', 'max-lines', 'no-console'];

const rooms = ['domain', 'features', 'store', 'http'];
/** One more room where a service has a trade of its own; it may know the domain, and the features may know it. */
const extraRooms = { programs: ['formats'], grants: ['formats'] };
const roomsOf = (service) => [...rooms, ...(extraRooms[service] ?? [])];
const isRootFile = (name) => ['main.ts', 'config.ts'].includes(name) || /^[a-z-]+\.module\.ts$/.test(name);
const suffixes = ['controller', 'module', 'row', 'pg', 'spec', 'int.spec', 'component.spec', 'e2e.spec'];
const drivers = ['typeorm', '@nestjs/typeorm', 'pg', 'pg-copy-streams'];

/**
 * Where a file stands.
 * @param {string} path from the root of the repository, with forward slashes
 */
export function place(path) {
  const parts = path.split('/');
  const test = /\.spec\.ts$/.test(path) || parts.includes('test');
  if (parts[0] === 'services') {
    const [, service, area, ...rest] = parts;
    const inner = area === 'src' && rest.length > 1 ? rest[0] : undefined;
    return { path, service, area, room: inner, root: area === 'src' && rest.length === 1, name: parts.at(-1), test };
  }
  if (parts[0] === 'libs') {
    const [, lib, area, ...rest] = parts;
    // libs/review/src/mount is built like a service: it has a service's rooms
    const mount = lib === 'review' && area === 'src' && rest[0] === 'mount';
    const within = mount ? rest.slice(1) : rest;
    const room = area === 'src' && within.length > 1 ? within[0] : undefined;
    return { path, lib, area, mount, room, name: parts.at(-1), test };
  }
  return { path, name: parts.at(-1), test: test || ['e2e', 'bench', 'tools'].includes(parts[0]), outside: true };
}

/** libs/review is domain as a whole, but for mount/, which hangs it into a service. */
const isReview = (file) => file.lib === 'review' && file.area === 'src' && !file.mount;
const hasRooms = (file) => file.service || file.mount;
const isDomain = (file) => !file.test && ((hasRooms(file) && file.room === 'domain') || isReview(file));
const inRoom = (room) => (file) => hasRooms(file) && file.room === room && !file.test;
/** A relative import into a room of the same service. */
const reaches = (target, file, ...into) =>
  target.file &&
  target.file.service === file.service &&
  target.file.mount === file.mount &&
  into.includes(target.file.room);
const isPackage = (target, ...names) =>
  target.package && names.some((name) => target.package === name || target.package.startsWith(`${name}/`));
/** Its own, by name: libs/review has contracts/review. */
const ownContract = (file) => [`@chiron/contracts/${file.service ?? file.lib}`];
const global = (node, name) => node?.type === 'Identifier' && node.name === name;
const member = (node, object, ...properties) =>
  node.type === 'MemberExpression' &&
  global(node.object, object) &&
  (properties.length === 0 || properties.includes(node.property.name ?? node.property.value));

/**
 * `where(file)` chooses files; `imports(target, file)` is true for an import that is forbidden there, `node(node)` for a
 * piece of syntax, `file(file)` for the file itself. The first entry of the table that an import violates reports it.
 */
export const boundaries = [
  {
    name: 'review-rules-know-no-mount',
    says: 'The rules of libs/review are pure and stand alone: mount/ knows them, they never know mount/.',
    where: (file) => isReview(file) && !file.test,
    imports: (target) => target.file?.mount,
  },
  {
    name: 'domain-knows-only-its-contract',
    says: 'The domain knows itself, its own contract and contracts/core: no framework, no driver, no node:*.',
    where: isDomain,
    imports: (target, file) =>
      target.package
        ? !isPackage(target, '@chiron/contracts/core', ...ownContract(file))
        : target.file.service !== file.service || target.file.lib !== file.lib || !isDomain(target.file),
  },
  {
    name: 'domain-has-no-clock',
    says: 'Time is an argument of the domain: no Date.now(), new Date(), performance.now(), and no Clock.',
    where: isDomain,
    node: (node) =>
      (node.type === 'NewExpression' && global(node.callee, 'Date') && node.arguments.length === 0) ||
      (node.type === 'CallExpression' && global(node.callee, 'Date')) ||
      member(node, 'Date', 'now') ||
      member(node, 'performance') ||
      (node.type === 'ImportSpecifier' && node.imported.name === 'Clock'),
  },
  {
    name: 'domain-has-no-chance',
    says: 'Identity and chance are arguments of the domain: no Math.random(), no crypto.',
    where: isDomain,
    node: (node) => member(node, 'Math', 'random') || member(node, 'crypto'),
  },
  {
    name: 'domain-has-no-surroundings',
    says: 'The domain does nothing but decide: no process, network, timer or console.',
    where: isDomain,
    node: (node) =>
      ['process', 'globalThis', 'console'].some((name) => member(node, name)) ||
      (node.type === 'CallExpression' &&
        ['fetch', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'].some((name) =>
          global(node.callee, name),
        )),
  },
  {
    name: 'rows-stay-in-store',
    says: 'TypeORM rows never leave store/; only app.module.ts names them, to register them.',
    where: (file) => file.service && file.room !== 'store' && !(file.root && /\.module\.ts$/.test(file.name)),
    imports: (target) => target.file?.service && /\.row\.ts$/.test(target.file.path),
  },
  {
    name: 'features-stand-on-the-domain',
    says: 'A feature knows the domain; its abstract classes are the injection tokens. It knows neither store/ nor http/.',
    where: inRoom('features'),
    imports: (target, file) => reaches(target, file, 'store', 'http'),
  },
  {
    name: 'http-stands-on-features',
    says: 'http/ knows features and the domain, never store/.',
    where: inRoom('http'),
    imports: (target, file) => reaches(target, file, 'store'),
  },
  {
    name: 'store-stands-on-the-domain',
    says: 'store/ knows the domain, never features/ or http/.',
    where: inRoom('store'),
    imports: (target, file) => reaches(target, file, 'features', 'http'),
  },
  {
    name: 'extra-rooms-stand-on-the-domain',
    says: 'A further room of a service knows the domain, never features/, store/ or http/.',
    where: (file) => file.service && !file.test && extraRooms[file.service]?.includes(file.room),
    imports: (target, file) => reaches(target, file, 'features', 'store', 'http'),
  },
  {
    name: 'wiring-knows-all-and-is-known-by-none',
    says: 'main.ts and app.module.ts see everything; no room of the service imports them.',
    where: (file) => file.service && roomsOf(file.service).includes(file.room) && !file.test,
    imports: (target, file) =>
      target.file?.service === file.service &&
      target.file.root &&
      ['main.ts', 'app.module.ts'].includes(target.file.name),
  },
  {
    name: 'drivers-stay-in-store',
    says: 'typeorm, pg and pg-copy-streams are known in store/ alone.',
    where: (file) =>
      hasRooms(file) &&
      file.area === 'src' &&
      !['store', 'domain'].includes(file.room) &&
      !(file.mount && !file.room) &&
      !file.test,
    imports: (target) => isPackage(target, ...drivers),
  },
  {
    name: 'http-shapes-stay-in-http',
    says: 'class-validator, class-transformer and @nestjs/swagger describe HTTP: they are known in http/ alone.',
    where: (file) => hasRooms(file) && ['features', 'store'].includes(file.room) && !file.test,
    imports: (target) => isPackage(target, 'class-validator', 'class-transformer', '@nestjs/swagger'),
  },
  {
    name: 'kafka-stays-in-messaging',
    says: 'kafkajs is known behind the bus port alone, in libs/messaging.',
    where: (file) => !file.outside && !['messaging', 'testing'].includes(file.lib) && !isDomain(file),
    imports: (target) => isPackage(target, 'kafkajs'),
  },
  {
    name: 'smtp-stays-in-mail',
    says: 'nodemailer is known behind the Mailer port alone, in libs/mail.',
    where: (file) => !file.outside && file.lib !== 'mail' && !isDomain(file),
    imports: (target) => isPackage(target, 'nodemailer', 'smtp-server'),
  },
  {
    name: 'one-producer-sends',
    says: 'An event leaves through the outbox and its relay: producer.send stands once, in the Kafka bus.',
    where: (file) => file.path !== 'libs/messaging/src/bus/kafka.bus.ts',
    node: (node) =>
      node.type === 'CallExpression' &&
      node.callee.type === 'MemberExpression' &&
      ['send', 'sendBatch'].includes(node.callee.property.name) &&
      /producer$/i.test(node.callee.object.name ?? node.callee.object.property?.name ?? ''),
  },
  {
    name: 'contract-knows-core-only',
    says: 'A contract knows itself and contracts/core, never another context.',
    where: (file) => file.lib === 'contracts' && !file.test,
    imports: (target, file) => target.file?.lib === 'contracts' && ![file.room, 'core'].includes(target.file.room),
  },
  {
    name: 'contracts-know-zod-only',
    says: 'Contracts are shapes: besides zod they know no package.',
    where: (file) => file.lib === 'contracts' && !file.test,
    imports: (target) => target.package && target.package !== 'zod' && !target.package.startsWith('@chiron/'),
  },
  {
    name: 'problems-stand-in-contracts',
    says: 'Problems are declared in libs/contracts, so that /problems explains every refusal.',
    where: (file) => (file.service || file.lib) && file.lib !== 'contracts' && !file.test,
    node: (node) => node.type === 'ImportSpecifier' && node.imported.name === 'problemsOf',
  },
  {
    name: 'libs-know-only-their-contract',
    says: 'A library knows contracts/core and its own contract, never a context: it serves all of them alike.',
    where: (file) => file.lib && file.lib !== 'contracts' && !file.test,
    imports: (target, file) =>
      isPackage(target, '@chiron/contracts') &&
      !['@chiron/contracts/core', ...ownContract(file)].includes(target.package),
  },
  {
    name: 'testing-stays-in-tests',
    says: '@chiron/testing is for tests.',
    where: (file) => (file.service || file.lib) && !file.test,
    imports: (target) => isPackage(target, '@chiron/testing'),
  },
  {
    name: 'service-has-known-rooms',
    says: `The src of a service has main.ts, config.ts, app.module.ts (and parts of it, .module.ts) and the folders ${rooms.join(', ')}; nothing else.`,
    where: (file) => file.service && file.area === 'src',
    file: (file) => (file.root ? !isRootFile(file.name) && !file.test : !roomsOf(file.service).includes(file.room)),
  },
  {
    name: 'no-index-in-services',
    says: 'No index.ts inside a service: import the file that holds the thing.',
    where: (file) => file.service && roomsOf(file.service).includes(file.room),
    file: (file) => file.name === 'index.ts',
  },
  {
    name: 'names-carry-meaning',
    says: `Suffixes are ${suffixes.map((suffix) => `.${suffix}`).join(' ')}; any other name is one word of meaning.`,
    where: (file) => file.service && (roomsOf(file.service).includes(file.room) || file.area === 'test'),
    file: (file) => {
      const [, suffix] = /^[a-z0-9-]+(?:\.([a-z.]+))?\.ts$/.exec(file.name.replace(/^\d+-/, '')) ?? ['', 'unreadable'];
      return suffix !== undefined && !suffixes.includes(suffix);
    },
  },
  {
    name: 'suffix-stands-in-its-room',
    says: 'A .controller stands in http/; a .row and a .pg stand in store/.',
    where: (file) => file.service && roomsOf(file.service).includes(file.room),
    file: (file) =>
      (/\.controller\.ts$/.test(file.name) && file.room !== 'http') ||
      (/\.(row|pg)\.ts$/.test(file.name) && file.room !== 'store'),
  },
  {
    name: 'environment-is-read-in-config',
    says: 'The environment is read once, in config.ts; main.ts hands it over.',
    where: (file) => file.service && roomsOf(file.service).includes(file.room) && file.room !== 'domain' && !file.test,
    node: (node) => member(node, 'process', 'env'),
  },
  {
    name: 'process-belongs-to-main',
    says: 'Several services may share one process: only runAlone, which main.ts calls where it is run by itself, exits it or listens to its signals.',
    where: (file) =>
      (file.service || file.lib) &&
      file.area === 'src' &&
      !(file.lib === 'http' && file.name === 'run-alone.ts') &&
      file.room !== 'domain' &&
      !file.test,
    node: (node) =>
      node.type === 'CallExpression' && member(node.callee, 'process', 'exit', 'on', 'once', 'kill', 'abort'),
  },
  {
    name: 'four-collaborators-at-most',
    says: 'A constructor with more than four collaborators does more than one thing.',
    where: (file) => hasRooms(file) && !file.test,
    node: (node) =>
      node.type === 'MethodDefinition' &&
      node.kind === 'constructor' &&
      node.value.params.length > 4 &&
      (node.parent.parent.decorators ?? []).length > 0,
  },
  {
    name: 'expect-something',
    says: 'toBeDefined() proves nothing; say what the value is.',
    where: (file) => file.test,
    node: (node) =>
      node.type === 'CallExpression' &&
      node.callee.type === 'MemberExpression' &&
      node.callee.property.name === 'toBeDefined',
  },
];
