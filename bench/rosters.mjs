// Rosters from the project's own generator, made once per run of the benchmark.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../tools/start/prepare.mjs';

/** The file of a roster. Equal arguments give equal bytes. */
export function roster(
  folder,
  { format, rows, people = rows / 5, offerings = Math.max(40, rows / 250), mode, domain = 'example.edu' },
) {
  const out = join(folder, `${format}-${rows}-${people}-${offerings}-${domain}.${format}`);
  if (existsSync(out)) return out;
  const wanted = { out, format, people, offerings, enrollments: rows, seed: 1, domain, ...(mode ? { mode } : {}) };
  execFileSync(
    process.execPath,
    [
      '--max-old-space-size=6000',
      join(root, 'tools', 'make-roster.mjs'),
      ...Object.entries(wanted).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  return out;
}
