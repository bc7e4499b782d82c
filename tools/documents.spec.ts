import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

function files(folder: string, wanted: RegExp): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return /^(dist|node_modules|\..*)$/.test(entry.name) ? [] : files(path, wanted);
    return wanted.test(entry.name) ? [path] : [];
  });
}

const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'].filter((page) => existsSync(page)),
  ...['docs', 'services', 'libs', 'deploy', 'bench', 'examples'].flatMap((folder) => files(folder, /\.md$/)),
];
const withoutCode = (text: string) => text.replace(/```[\s\S]*?```/g, '');

describe.each(pages)('%s', (page) => {
  const text = readFileSync(page, 'utf8');

  it('links to files that are there', () => {
    const links = [...withoutCode(text).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map(([, link]) => link!);
    expect(links.filter((link) => !existsSync(join(dirname(page), link)))).toEqual([]);
  });

  it('names folders and files that are there', () => {
    const named = [
      ...withoutCode(text).matchAll(/`((?:libs|services|tools|docs|e2e|bench|deploy|examples)\/[\w./-]+)`/g),
    ];
    expect(named.map(([, path]) => path!).filter((path) => !existsSync(path))).toEqual([]);
  });

  it('names scripts that package.json has', () => {
    const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script!);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });
});

describe('the settings in docs/operations.md', () => {
  // What the code reads from an environment, by any of the ways it does so.
  const reads = [
    /\benv\??\.([A-Z][A-Z0-9_]{2,})\b/g,
    /\benv\[['"]([A-Z][A-Z0-9_]{2,})['"]\]/g,
    /\b(?:required|optional|text|number|flag|list|setting|secret|url|count)\w*\(\s*['"]([A-Z][A-Z0-9_]{2,})['"]/g,
  ];
  const sources = ['libs', 'services', 'tools/start', 'tools/engines'].flatMap((folder) =>
    files(folder, /(?<!\.spec)\.(ts|mjs)$/),
  );
  const code = sources.filter((file) => !/\/test\/|\/testing\//.test(file)).map((file) => readFileSync(file, 'utf8'));
  const known = new Set(
    code.flatMap((text) => reads.flatMap((read) => [...text.matchAll(read)].map(([, name]) => name!))),
  );
  // Not settings: the surroundings of any process, what one part tells the other, what only tests of the tools set.
  const foreign =
    /^(PATH|HOME|CI|NODE_.*|DOCKER_.*|TEST_.*|JAVA_HOME|XDG_.*|LANG|TZ|TMPDIR|SUDO_.*|CHIRON_SERVICES|REQUIRE_INFRA|.*_URL_FOR_TESTS)$/;
  const page = existsSync('docs/operations.md') ? readFileSync('docs/operations.md', 'utf8') : '';
  const described = new Set([...page.matchAll(/^\| `([A-Z][A-Z0-9_]+)`/gm)].map(([, name]) => name!));

  it('are all that the code reads', () => {
    expect([...known].filter((name) => !foreign.test(name) && !described.has(name)).sort()).toEqual([]);
  });

  it('are read by the code', () => {
    const all = code.join('\n');
    expect([...described].filter((name) => !all.includes(name) && !/_URL$/.test(name)).sort()).toEqual([]);
  });
});

describe('the settings of services in docs/operations.md', () => {
  const page = readFileSync('docs/operations.md', 'utf8');
  const compose = readFileSync('docker-compose.yml', 'utf8');
  // Where they listen and find each other is laid down there; whoever runs it sets the rest.
  const laidDown = /^(DATABASE_URL|EVENT_BUS|CHIRON_JWKS_URL|(PROGRAMS|MEMBERSHIP|GRANTS)_URL)$/;
  const [ofServices, ofGateway] = ['Every service', 'The gateway'].map((title) => {
    const part = page.split(`### ${title}\n`)[1]!.split(/^##/m)[0]!;
    return [...part.matchAll(/^\| `([A-Z][A-Z0-9_]+)`/gm)].map(([, name]) => name!);
  });
  const settings = [...ofServices!, ...ofGateway!];

  it('are all in docker-compose.yml, where .env can set them', () => {
    expect(settings.length).toBeGreaterThan(20);
    const lines = settings.map((name) => new RegExp(`^ +${name}: (.+)$`, 'm').exec(compose)?.[1] ?? 'absent');
    const fixed = settings.filter((name, at) => !lines[at]!.startsWith(`\${${name}:`));
    expect(fixed.filter((name) => !laidDown.test(name))).toEqual([]);
    expect(settings.filter((_, at) => lines[at] === 'absent')).toEqual([]);
  });
});

describe('the metrics in docs/operations.md', () => {
  const sources = ['libs', 'services']
    .flatMap((folder) => files(folder, /(?<!\.spec)\.ts$/))
    .map((file) => readFileSync(file, 'utf8'));
  const made = /\.(?:gauge|counter|histogram)(?:<[^>]*>)?\(\s*'(\w+)'/g;
  const known = new Set(sources.flatMap((text) => [...text.matchAll(made)].map(([, name]) => name!)));
  const page = readFileSync('docs/operations.md', 'utf8');
  const described = [...page.matchAll(/^\| `([a-z]+_[a-z_]+)`/gm)].map(([, name]) => name!);

  it('are those that the code makes', () => expect(described.sort()).toEqual([...known].sort()));
});

describe('the PostgreSQL of docker-compose.yml', () => {
  it('orders text as the embedded one does', () => {
    const embedded = readFileSync('tools/engines/postgres.mjs', 'utf8');
    const choices = [...embedded.matchAll(/'(--(?:locale|locale-provider|builtin-locale|encoding)=[^']+)'/g)];
    const composed = /POSTGRES_INITDB_ARGS: (.+)/.exec(readFileSync('docker-compose.yml', 'utf8'))![1]!.split(' ');
    expect(choices).toHaveLength(4);
    expect(composed.sort()).toEqual(choices.map(([, choice]) => choice).sort());
  });
});
