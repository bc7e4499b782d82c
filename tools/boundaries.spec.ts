import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

interface Result {
  folder: 'forbidden' | 'allowed';
  fixture: string;
  at: string;
  trips?: string;
  says?: string;
  errors: { rule: string | null; message: string }[];
}

// ESLint and Nx run in a process of their own, just as `npm run lint` runs them.
const output = execFileSync(process.execPath, ['tools/boundaries/lint-fixtures.mjs'], {
  encoding: 'utf8',
  env: { ...process.env, NODE_OPTIONS: '' },
  maxBuffer: 16_777_216,
});
const { names, results } = JSON.parse(output) as { names: string[]; results: Result[] };
const of = (folder: Result['folder']) => results.filter((result) => result.folder === folder);
const nameOf = ({ fixture }: Result) => fixture.split('.')[0];

describe('who may know whom', () => {
  it.each(of('forbidden').map((result) => [result.fixture, result] as const))(
    'forbids %s with one named error',
    (_, { trips, says, errors }) => {
      expect(errors.map(({ rule }) => rule)).toEqual([trips]);
      expect(errors[0]!.message).toContain(says ?? '');
    },
  );

  it.each(of('allowed').map((result) => [result.fixture, result] as const))('allows %s', (_, { errors }) => {
    expect(errors).toEqual([]);
  });

  it('has a fixture on both sides of every boundary', () => {
    expect([...new Set(of('forbidden').map(nameOf))].sort()).toEqual([...names].sort());
    expect([...new Set(of('allowed').map(nameOf))].sort()).toEqual([...names].sort());
  });
});

describe('the one place an event leaves from', () => {
  const sources = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      if (entry.isDirectory())
        return ['dist', 'node_modules'].includes(entry.name) ? [] : sources(join(folder, entry.name));
      return /(?<!\.spec)\.ts$/.test(entry.name) ? [join(folder, entry.name)] : [];
    });

  it('is one line of the Kafka bus', () => {
    const sends = [...sources('libs'), ...sources('services')].flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\bproducer\.send(Batch)?\(/gi)].map(() => file),
    );
    expect(sends).toHaveLength(1);
  });
});

describe('every project of the workspace', () => {
  const projects = ['libs', 'services'].flatMap((folder) => readdirSync(folder).map((name) => ({ folder, name })));

  it.each(projects)('$folder/$name carries its tags', ({ folder, name }) => {
    const { nx } = JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')) as { nx?: { tags: string[] } };
    const type = folder === 'services' ? 'service' : ({ contracts: 'contracts', testing: 'testing' }[name] ?? 'lib');
    expect(nx?.tags).toEqual([`type:${type}`, `scope:${name}`]);
  });

  // Each build also builds what it refers to: without this order, two of them would write the same files at once.
  it.each(projects)('$folder/$name is built after all that it refers to', ({ folder, name }) => {
    const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, name, file), 'utf8'));
    const { references = [] } = read('tsconfig.json') as { references?: { path: string }[] };
    const { nx } = read('package.json') as { nx: Built };
    const after = nx.targets?.build.dependsOn.flatMap(({ projects }) => projects) ?? [];
    expect([...after].sort()).toEqual(references.map(({ path }) => `@chiron/${basename(path)}`).sort());
  });
});

interface Built {
  targets?: { build: { dependsOn: { projects: string[] }[] } };
}
