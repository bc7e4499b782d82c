import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/start/prepare.mjs';
import { reviewRound } from '../review-round.mjs';
import { percentile } from '../statistics.mjs';

const midl = join(root, '..', 'shared', 'data', 'review', 'midl-affinity.json');

/** What committees wait for: assignment and ranking, and through the gateway the list of a round and the autosave. */
export async function measure({ folder, rounds, quick, say }) {
  const parts = [
    ...sizes(folder, quick).map((size) => assignment(size, rounds, say)),
    await ranking(rounds, quick, say),
    await served(rounds, quick, say),
  ];
  return {
    postgres: parts.at(-1).postgres,
    figures: parts.flatMap(({ figures }) => figures),
    notes: parts.map(({ note }) => note),
  };
}

function sizes(folder, quick) {
  const [reviewers, applications] = quick ? [60, 200] : [300, 1_000];
  const file = join(folder, 'large.json');
  writeFileSync(file, JSON.stringify({ affinity: madeAffinity(reviewers, applications) }));
  const large = { name: `${reviewers} reviewers × ${n(applications)} × 3`, file, gap: 0.005, within: 3 };
  const real = { name: 'MIDL (177 reviewers × 118 × 3)', file: midl, load: 2, gap: 0.015, within: 1.5 };
  return [
    ...(existsSync(midl) ? [{ ...real, quality: [least('worst', 0.6), least('sum', 147.9)] }] : []),
    { ...large, load: Math.ceil((applications * 3) / reviewers), quality: [] },
  ];
}

const least = (what, bound) => ({ what, bound });

function assignment({ name, file, load, gap, within, quality }, rounds, say) {
  const one = (share) => {
    const args = ['--file', file, '--reviews', '3', '--load', String(load), '--gap', String(share)];
    const ran = spawnSync(process.execPath, [join(root, 'tools', 'bench-assignment.mjs'), ...args], {
      encoding: 'utf8',
    });
    const found = ran.status === 0 ? JSON.parse(ran.stdout) : { infeasible: ran.stderr };
    if (found.infeasible) throw new Error(`no assignment of ${name}: ${JSON.stringify(found.infeasible)}`);
    return found;
  };
  const cold = { lifted: one(gap), bare: one(0) };
  const runs = Array.from({ length: rounds }, () => ({ lifted: one(gap), bare: one(0) }));
  const { lifted, bare } = cold;
  say(`  assignment, ${name}: ${runs.map((run) => run.lifted.seconds).join(', ')} s, worst ${lifted.worst}`);
  return {
    figures: [
      {
        figure: `assignment, ${name}`,
        unit: 's',
        values: runs.map((run) => run.lifted.seconds),
        limits: runs.map((run) => run.bare.seconds),
        target: { most: within },
        absolute: true,
        cold: { value: lifted.seconds, limit: bare.seconds },
      },
      ...quality.map(({ what, bound }) => ({
        figure: `its ${what}${what === 'worst' ? ' application' : ''}`,
        unit: '',
        values: runs.map((run) => run.lifted[what]),
        target: { least: bound },
      })),
      {
        figure: 'its peak memory',
        unit: 'MB',
        values: runs.map((run) => run.lifted.peakMb),
        target: { most: 500 },
      },
    ],
    note: `Assignment, ${name}: load ≤ ${load}, at most ${gap * 100} % of the optimal sum given up for the worst application. The limit is the bare solver: the same model, nothing given up. Worst ${lifted.worst.toFixed(3)} (bare ${bare.worst.toFixed(3)}), sum ${lifted.sum.toFixed(2)} of ${lifted.bound.toFixed(2)} possible, tenth percentile ${lifted.p10.toFixed(3)}, loads ${lifted.loadMin} to ${lifted.loadMax}. Each run is a process of its own; the time is from the request to the answer.`,
  };
}

async function ranking(rounds, quick, say) {
  const { rank, normal, seeded } = await import('../../libs/review/dist/index.js');
  const applications = quick ? 200 : 1_000;
  const reviewers = Math.round(applications * 0.15);
  const scores = madeScores({ applications, reviewers, normal, random: seeded(7) });
  const one = () => {
    const began = performance.now();
    const { intraClassCorrelation } = rank({ scores, best: 'least', draws: 1_000, line: Math.round(applications / 5) });
    return { seconds: (performance.now() - began) / 1000, intraClassCorrelation };
  };
  const cold = one();
  const runs = Array.from({ length: rounds }, one);
  say(`  ranking: ${runs.map(({ seconds }) => seconds.toFixed(2)).join(', ')} s`);
  return {
    figures: [
      {
        figure: `ranking of ${n(applications)} × 3 with 1,000 parametric draws`,
        unit: 's',
        values: runs.map(({ seconds }) => seconds),
        target: { most: 2 },
        cold: { value: cold.seconds },
      },
    ],
    note: `Ranking: ${n(applications)} made applications, three reviews each by ${reviewers} reviewers of different severity; variances by REML once, then held for the draws (intra-class correlation ${cold.intraClassCorrelation.toFixed(2)}).`,
  };
}

async function served(rounds, quick, say) {
  const { list, autosave, postgres, note } = await reviewRound({ rounds, quick, say });
  const p99 = (runs) => runs.map((times) => percentile(times, 0.99));
  const figure = (name, { cold, warm }, most) => ({
    figure: name,
    unit: 'ms',
    values: p99(warm),
    target: { most },
    cold: { value: percentile(cold, 0.99) },
  });
  return {
    postgres,
    figures: [
      figure('list of 1,000 applications under a reviewer’s mask, 4 clients, p99', list, 50),
      figure('autosave of a review, 40 reviewers typing, p99', autosave, 40),
    ],
    note,
  };
}

/** Fits that differ as people do: by field, by reviewer and by chance; 2 % are conflicts. */
function madeAffinity(reviewers, applications) {
  const random = mulberry(11);
  const fields = 12;
  const field = Array.from({ length: applications }, () => Math.floor(random() * fields));
  return Array.from({ length: reviewers }, () => {
    const own = Math.floor(random() * fields);
    return field.map((of) => (random() < 0.02 ? null : round3(random() * (of === own ? 1 : 0.45))));
  });
}

function madeScores({ applications, reviewers, normal, random }) {
  const severity = Array.from({ length: reviewers }, () => normal(random) * 0.6);
  const scores = [];
  for (let a = 0; a < applications; a++) {
    const level = 4 + normal(random) * 1.2;
    for (let k = 0; k < 3; k++) {
      const r = (a * 7 + k * 31 + Math.floor(random() * 5)) % reviewers;
      if (scores.some(({ application, reviewer }) => application === `a${a}` && reviewer === `r${r}`)) continue;
      const score = Math.min(9, Math.max(1, Math.round(level + severity[r] + normal(random) * 0.9)));
      scores.push({ application: `a${a}`, reviewer: `r${r}`, score });
    }
  }
  return scores;
}

function mulberry(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const round3 = (value) => Math.round(value * 1000) / 1000;
const n = (count) => count.toLocaleString('en-US');
