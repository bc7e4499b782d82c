import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Step {
  readonly script: string;
  /** What the README shows below it; `…` stands for anything. */
  readonly shown: string | undefined;
}

/** The blocks of the README's first session, in order: what to type, and what it answers. */
function sessionOf(readme: string): Step[] {
  const [, section] = /\n## A first session\n([\s\S]*?)\n## /.exec(readme)!;
  const blocks = [...section!.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
    language,
    text: text!,
  }));
  return blocks.flatMap(({ language, text }, i) => {
    const next = blocks[i + 1];
    return language === 'bash'
      ? [{ script: text, shown: next && next.language !== 'bash' ? next.text : undefined }]
      : [];
  });
}

const steps = sessionOf(readFileSync('README.md', 'utf8'));
const data = mkdtempSync(join(tmpdir(), 'chiron-readme-'));
const plain = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(NODE_OPTIONS$|CHIRON_|PORT$|HOST$|DATABASE_URL$|EVENT_BUS$|npm_)/.test(name),
  ),
);
let platform: ChildProcess;
let url: string;

/** `npm start` on a free port and an empty data folder. */
function start(): Promise<string> {
  platform = spawn(process.execPath, ['tools/start.mjs'], {
    env: { ...plain, CHIRON_DATA: data, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const address = /Address\s+(http:\S+)[\s\S]*Ctrl-C/.exec(said);
      if (address) resolve(address[1]!);
    };
    platform.stdout!.on('data', hear);
    platform.stderr!.on('data', hear);
    platform.once('exit', (code) => reject(new Error(`the platform ended with ${code}:\n${said}`)));
  });
}

/** Types the whole session into one shell; answers what each step printed. */
function type(scripts: readonly string[]): Promise<{ code: number | null; printed: string[]; complaints: string }> {
  const mark = '=== next step ===';
  const shell = spawn('bash', ['-euo', 'pipefail', '-c', scripts.join(`\nprintf '\\n${mark}\\n'\n`)], {
    env: { ...plain, CHIRON_URL: url, CHIRON_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [printed, complaints] = ['', ''];
  shell.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  shell.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  return new Promise((resolve) =>
    shell.once('close', (code) => resolve({ code, printed: printed.split(`\n${mark}\n`), complaints })),
  );
}

/** A pattern of what the README shows: spaces do not count, `…` stands for anything. */
const shownAs = (text: string): RegExp =>
  new RegExp(
    text
      .trim()
      .split('…')
      .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replace(/\s+/g, '\\s*'))
      .join('[\\s\\S]*?'),
  );

describe('a first session, as the README tells it', () => {
  let session: Awaited<ReturnType<typeof type>>;

  beforeAll(async () => {
    url = await start();
    session = await type(steps.map(({ script }) => script));
  }, 240_000);

  afterAll(async () => {
    const ended = new Promise((resolve) => platform.once('exit', resolve));
    if (platform.exitCode === null) {
      platform.kill('SIGTERM');
      await ended;
    }
    rmSync(data, { recursive: true, force: true });
  }, 30_000);

  it('runs to its end without a complaint', () => {
    expect(session.complaints).toBe('');
    expect(session.code).toBe(0);
    expect(session.printed).toHaveLength(steps.length);
  });

  it('prints what it shows', () => {
    const told = steps.map(({ shown }, i) => ({ shown, printed: session.printed[i]! })).filter(({ shown }) => shown);
    expect(told.length).toBeGreaterThan(3);
    for (const { shown, printed } of told) expect(printed).toMatch(shownAs(shown!));
  });

  it('gives every rejected row of the sample the code that its generator planted', () => {
    const made = execFileSync(process.execPath, ['tools/make-sample.mjs', '--out', join(data, 'sample.zip')]);
    expect(readFileSync(join(data, 'sample.zip')).equals(readFileSync('examples/sample-roster.zip'))).toBe(true);
    const { codes } = JSON.parse(made.toString()) as { codes: Record<string, number> };
    const printed = session.printed[steps.findIndex(({ script }) => script.includes('outcome=rejected'))]!;
    const counted: Record<string, number> = { 'unknown-person': 1 };
    for (const [, code] of printed.matchAll(/,rejected,([a-z-]+),/g)) counted[code!] = (counted[code!] ?? 0) + 1;
    expect(counted).toEqual(codes);
  });
});
