// How the cycle is told: short steps with a heading, and checks that count.
import { Wrong } from './client.mjs';

/** @param {(line: string) => void} print */
export function storyOf(print) {
  let steps = 0;
  let checks = 0;
  const begun = performance.now();
  return {
    step: (title) => print(`\n${++steps}. ${title}`),
    say: (line) => print(`   ${line}`),
    /** What is claimed is looked at; where it does not hold the cycle ends with this sentence. */
    check: (holds, sentence) => {
      checks++;
      if (!holds) throw new Wrong(sentence);
    },
    checks: () => checks,
    seconds: () => (performance.now() - begun) / 1000,
  };
}

export const money = (minor, currency = 'USD') =>
  new Intl.NumberFormat('en', { style: 'currency', currency, maximumFractionDigits: 0 }).format(minor / 100);

/** `one, two and three` */
export const listed = (words) =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

export const count = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

/** mulberry32: the same invented judgements on every machine */
export function generator(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
