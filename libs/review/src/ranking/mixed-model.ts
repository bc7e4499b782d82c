import { factor, solve } from './cholesky.js';
import type { Design } from './scores.js';

/** Fewer reviews than this say nothing about how severe somebody is. */
export const REVIEWS_TO_JUDGE_SEVERITY = 3;

export interface Variances {
  /** Between applications, between reviewers (severity), and what is left. */
  readonly application: number;
  readonly reviewer: number;
  readonly error: number;
}

export interface Prediction {
  /** The mean of each connected part. */
  readonly mean: Float64Array;
  /** Best linear unbiased prediction of each application's level, mean included. */
  readonly level: Float64Array;
  /** Severity of each reviewer, shrunk towards zero; 0 where there are too few reviews. */
  readonly severity: Float64Array;
}

/**
 * score = mean of the connected part + application + reviewer + error, with normal applications, reviewers and errors.
 * Variances by restricted maximum likelihood (Patterson and Thompson 1971), effects as best linear unbiased
 * predictions (Henderson 1975). Applications are absorbed, so that a solution costs a system in the reviewers only.
 */
export class MixedModel {
  readonly variances: Variances;
  private readonly column: Int32Array; // of each reviewer among those judged, or -1
  private readonly judged: number;
  private readonly firstOf: Int32Array;
  private ratioA = 0;
  private ratioR = 0;
  private system: Float64Array;
  /** V⁻¹1 within each part, and its sum. */
  private weight: Float64Array;
  private weights: Float64Array;

  constructor(private readonly design: Design) {
    const { perReviewer, perApplication } = design;
    let judged = 0;
    this.column = perReviewer.map((reviews) => (reviews >= REVIEWS_TO_JUDGE_SEVERITY ? judged++ : -1));
    this.judged = judged;
    this.firstOf = new Int32Array(perApplication.length + 1);
    perApplication.forEach((reviews, a) => (this.firstOf[a + 1] = this.firstOf[a]! + reviews));
    this.system = new Float64Array(judged * judged);
    this.weight = new Float64Array(design.score.length);
    this.weights = new Float64Array(design.parts);
    this.variances = this.estimate();
  }

  /** The share of all variance that lies between applications: how alike reviews of one application are. */
  get intraClassCorrelation(): number {
    const { application, reviewer, error } = this.variances;
    const all = application + reviewer + error;
    return all > 0 ? application / all : 0;
  }

  predict(score: Float64Array): Prediction {
    const { design, ratioA } = this;
    const mean = this.means(score);
    const rest = this.without(score, mean);
    const severity = this.severities(rest);
    const level = new Float64Array(design.applications.length);
    for (let a = 0; a < level.length; a++) {
      let sum = 0;
      for (let i = this.firstOf[a]!; i < this.firstOf[a + 1]!; i++) sum += rest[i]! - severity[design.reviewer[i]!]!;
      level[a] = mean[design.part[a]!]! + (ratioA / (1 + ratioA * design.perApplication[a]!)) * sum;
    }
    return { mean, level, severity };
  }

  private partOf(i: number): number {
    return this.design.part[this.design.application[i]!]!;
  }

  private means(score: Float64Array): Float64Array {
    const mean = new Float64Array(this.design.parts);
    for (let i = 0; i < score.length; i++) mean[this.partOf(i)]! += this.weight[i]! * score[i]!;
    for (let part = 0; part < mean.length; part++) mean[part]! /= this.weights[part]!;
    return mean;
  }

  private without(score: Float64Array, mean: Float64Array): Float64Array {
    const rest = new Float64Array(score.length);
    for (let i = 0; i < rest.length; i++) rest[i] = score[i]! - mean[this.partOf(i)]!;
    return rest;
  }

  /** A⁻¹y, where A is the covariance without reviewers: within an application, I + ratio J. */
  private absorb(y: Float64Array): Float64Array {
    const out = new Float64Array(y.length);
    for (let a = 0; a + 1 < this.firstOf.length; a++) {
      const from = this.firstOf[a]!;
      const to = this.firstOf[a + 1]!;
      let sum = 0;
      for (let i = from; i < to; i++) sum += y[i]!;
      const shared = (this.ratioA / (1 + this.ratioA * (to - from))) * sum;
      for (let i = from; i < to; i++) out[i] = y[i]! - shared;
    }
    return out;
  }

  /** ratio × B⁻¹ Z'A⁻¹ y: the reviewers' effects. */
  private columns(absorbed: Float64Array): Float64Array {
    const sums = new Float64Array(this.judged);
    for (let i = 0; i < absorbed.length; i++) {
      const column = this.column[this.design.reviewer[i]!]!;
      if (column >= 0) sums[column]! += absorbed[i]!;
    }
    solve(this.system, this.judged, sums);
    for (let j = 0; j < sums.length; j++) sums[j]! *= this.ratioR;
    return sums;
  }

  private severities(rest: Float64Array): Float64Array {
    const effects = this.columns(this.absorb(rest));
    const severity = new Float64Array(this.column.length);
    for (let r = 0; r < severity.length; r++) if (this.column[r]! >= 0) severity[r] = effects[this.column[r]!]!;
    return severity;
  }

  /** V⁻¹y, where V is the whole covariance in units of the error variance. */
  private inverse(y: Float64Array): Float64Array {
    const effects = this.columns(this.absorb(y));
    const rest = y.map((value, i) => {
      const column = this.column[this.design.reviewer[i]!]!;
      return column >= 0 ? value - effects[column]! : value;
    });
    return this.absorb(rest);
  }

  /** Takes the ratios of the variances to the error's; the restricted log likelihood and the error variance. */
  private take(ratioA: number, ratioR: number): { likelihood: number; error: number } {
    const { design, judged } = this;
    this.ratioA = ratioA;
    this.ratioR = ratioR;
    const system = (this.system = new Float64Array(judged * judged));
    for (let j = 0; j < judged; j++) system[j * judged + j] = 1;
    let logDeterminant = 0;
    for (let a = 0; a < design.applications.length; a++) {
      const from = this.firstOf[a]!;
      const to = this.firstOf[a + 1]!;
      const shared = ratioA / (1 + ratioA * (to - from));
      logDeterminant += Math.log(1 + ratioA * (to - from));
      for (let i = from; i < to; i++) {
        const row = this.column[design.reviewer[i]!]!;
        if (row < 0) continue;
        system[row * judged + row]! += ratioR;
        for (let k = from; k < to; k++) {
          const column = this.column[design.reviewer[k]!]!;
          if (column >= 0) system[row * judged + column]! -= ratioR * shared;
        }
      }
    }
    logDeterminant += factor(system, judged);
    this.weight = this.inverse(new Float64Array(design.score.length).fill(1));
    this.weights = new Float64Array(design.parts);
    for (let i = 0; i < design.score.length; i++) this.weights[this.partOf(i)]! += this.weight[i]!;
    const mean = this.means(design.score);
    const rest = this.without(design.score, mean);
    const weighted = this.inverse(rest);
    let squares = 0;
    for (let i = 0; i < rest.length; i++) squares += rest[i]! * weighted[i]!;
    const freedom = Math.max(1, design.score.length - design.parts);
    const error = Math.max(squares / freedom, 1e-12);
    const means = this.weights.reduce((sum, w) => sum + Math.log(w), 0);
    return { likelihood: -0.5 * (freedom * Math.log(error) + logDeterminant + means), error };
  }

  /** Climbs in the logarithms of the two ratios, a coordinate at a time with steps that halve; zero is a candidate. */
  private estimate(): Variances {
    let at = [0, -1];
    const value = (point: readonly number[]): number =>
      this.take(Math.exp(point[0]!), this.judged > 1 ? Math.exp(point[1]!) : 0).likelihood;
    let best = value(at);
    for (let step = 2; step > 0.04; step /= 2) {
      for (let moved = true; moved;) {
        moved = false;
        for (const axis of this.judged > 1 ? [0, 1] : [0]) {
          for (const sign of [1, -1]) {
            const next = at.map((x, i) => (i === axis ? Math.max(-9, Math.min(7, x + sign * step)) : x));
            const reached = next[axis] === at[axis] ? -Infinity : value(next);
            if (reached > best + 1e-9) {
              [best, at, moved] = [reached, next, true];
              break;
            }
          }
        }
      }
    }
    let ratios = [Math.exp(at[0]!), this.judged > 1 ? Math.exp(at[1]!) : 0];
    for (const zero of [
      [ratios[0]!, 0],
      [0, ratios[1]!],
      [0, 0],
    ]) {
      const reached = this.take(zero[0]!, zero[1]!).likelihood;
      if (reached >= best) [best, ratios] = [reached, zero];
    }
    const { error } = this.take(ratios[0]!, ratios[1]!);
    return { application: ratios[0]! * error, reviewer: ratios[1]! * error, error };
  }
}
