import { coreProblems, type Decision, type FieldError } from '@chiron/contracts/core';
import {
  committeeServices,
  membershipProblems,
  mostReviews,
  ReviewCapacityAllotted,
} from '@chiron/contracts/membership';

export interface Allotment {
  /** one of those that run committees */
  readonly service: string;
  readonly reviews: number;
}

/** What a person takes on in a season over all committees, and what each service has of it; one not named has none. */
export interface ReviewCapacity {
  readonly capacity: number;
  readonly allotments: readonly Allotment[];
}

/** Whose capacity, and of which season. */
export interface SeasonOfPerson {
  readonly personId: string;
  readonly season: string;
}

/**
 * Staff say what somebody takes on and which service has how much of it. Saying the same again changes nothing.
 * @param present null where nothing was said of the season yet
 * @throws Refusal `validation-failed`, `allotted-beyond-capacity`, both with the fields at fault
 */
export function allot(
  { personId, season }: SeasonOfPerson,
  present: ReviewCapacity | null,
  { capacity, allotments }: ReviewCapacity,
): Decision<ReviewCapacity> {
  const errors = faultsOf({ capacity, allotments });
  if (errors.length > 0) throw coreProblems.refuse('validation-failed', {}, errors);
  const allotted = allotments.reduce((sum, { reviews }) => sum + reviews, 0);
  if (allotted > capacity) {
    const detail = `come to ${allotted} reviews, more than the ${capacity} of the season`;
    throw membershipProblems.refuse('allotted-beyond-capacity', { allotted, capacity }, [
      { pointer: '/allotments', detail },
    ]);
  }
  const next = { capacity, allotments: [...allotments].sort((a, b) => (a.service < b.service ? -1 : 1)) };
  if (present && same(present, next)) return { next: present, events: [] };
  return { next, events: [ReviewCapacityAllotted.of({ personId, season, ...next })] };
}

const services: readonly string[] = committeeServices;

function faultsOf({ capacity, allotments }: ReviewCapacity): FieldError[] {
  const errors: FieldError[] = [];
  const count = (pointer: string, reviews: number): void => {
    if (Number.isInteger(reviews) && reviews >= 0 && reviews <= mostReviews) return;
    errors.push({ pointer, detail: `must be a whole number from 0 to ${mostReviews}` });
  };
  count('/capacity', capacity);
  const named = new Set<string>();
  for (const [i, { service, reviews }] of allotments.entries()) {
    const pointer = `/allotments/${i}/service`;
    if (!services.includes(service)) errors.push({ pointer, detail: `must be one of ${services.join(', ')}` });
    else if (named.has(service)) errors.push({ pointer, detail: 'is named already' });
    named.add(service);
    count(`/allotments/${i}/reviews`, reviews);
  }
  return errors;
}

/** Both with their services in the order of their names, as they are kept. */
const same = (one: ReviewCapacity, other: ReviewCapacity): boolean =>
  one.capacity === other.capacity &&
  one.allotments.length === other.allotments.length &&
  one.allotments.every(({ service, reviews }, i) => {
    const { service: otherService, reviews: otherReviews } = other.allotments[i]!;
    return service === otherService && reviews === otherReviews;
  });
