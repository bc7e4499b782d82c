import type { AffinityWeights } from './round.js';

export interface MatchedReviewer {
  readonly personId: string;
  readonly topics: readonly string[];
  /** Words of the expertise, each reduced to its stem. */
  readonly words: readonly string[];
}

export interface MatchedApplication {
  readonly applicationId: string;
  readonly topics: readonly string[];
  readonly words: readonly string[];
}

export interface Bid {
  readonly personId: string;
  readonly applicationId: string;
  /** -1, 0, 1 or 2 */
  readonly bid: number;
}

const worth: Readonly<Record<number, number>> = { [-1]: -1, 0: 0, 1: 0.5, 2: 1 };

/**
 * How well each reviewer (row) fits each application (column): the weighted sum of the bid (-1 … 1), the share of the
 * application's topics that the reviewer knows (0 … 1), and the likeness of their words (0 … 1). To six decimals.
 */
export function affinities(
  reviewers: readonly MatchedReviewer[],
  applications: readonly MatchedApplication[],
  bids: readonly Bid[],
  weights: AffinityWeights,
): number[][] {
  const likeness = textLikeness(reviewers, applications);
  const bidOf = new Map(bids.map(({ personId, applicationId, bid }) => [`${personId} ${applicationId}`, bid]));
  return reviewers.map(({ personId, topics }, r) => {
    const known = new Set(topics.map(plain));
    return applications.map((application, a) => {
      const bid = worth[bidOf.get(`${personId} ${application.applicationId}`) ?? 0] ?? 0;
      const shared = application.topics.filter((topic) => known.has(plain(topic))).length;
      const overlap = application.topics.length === 0 ? 0 : shared / application.topics.length;
      const sum = weights.bid * bid + weights.topics * overlap + weights.text * likeness[r]![a]!;
      return Math.round(sum * 1e6) / 1e6;
    });
  });
}

/**
 * Cosine of the two sets of words, each word weighted by how few of the applications have it (inverse document
 * frequency, Spärck Jones 1972).
 */
export function textLikeness(
  reviewers: readonly Pick<MatchedReviewer, 'words'>[],
  applications: readonly Pick<MatchedApplication, 'words'>[],
): Float64Array[] {
  const within = new Map<string, number[]>();
  applications.forEach(({ words }, a) => {
    for (const word of new Set(words)) {
      const list = within.get(word);
      if (list) list.push(a);
      else within.set(word, [a]);
    }
  });
  const rarity = (word: string): number => Math.log(1 + applications.length / (1 + (within.get(word)?.length ?? 0)));
  const norm = (words: readonly string[]): number => {
    let sum = 0;
    for (const word of new Set(words)) sum += rarity(word) ** 2;
    return Math.sqrt(sum);
  };
  const lengths = applications.map(({ words }) => norm(words));
  return reviewers.map(({ words }) => {
    const row = new Float64Array(applications.length);
    for (const word of new Set(words)) {
      const weight = rarity(word) ** 2;
      for (const a of within.get(word) ?? []) row[a]! += weight;
    }
    const own = norm(words);
    return row.map((sum, a) => (own === 0 || lengths[a] === 0 ? 0 : Math.min(1, sum / (own * lengths[a]!))));
  });
}

const plain = (topic: string): string => topic.trim().toLowerCase();
