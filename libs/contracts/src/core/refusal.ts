/** One documented problem of a contract; `status` is the HTTP status it answers with (RFC 9457). */
export interface ProblemDefinition {
  readonly status: number;
  /** A short sentence that is the same for every occurrence. */
  readonly title: string;
  /** What the reader of the answer can do about it; `{name}` is replaced by the refusal's fact of that name. */
  readonly advice?: string;
}

/** Where in the input the fault lies. `pointer` is an RFC 6901 JSON pointer, or `?name` / `header:name`. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

export type Facts = Readonly<Record<string, string | number | boolean | null | undefined | readonly string[]>>;

/**
 * A rule said no. It carries the documented problem, the facts of this occurrence and the fields at fault.
 * Everything else that is thrown is a fault of ours and answers 500.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly context: string,
    readonly code: string,
    readonly problem: ProblemDefinition,
    readonly facts: Facts = {},
    readonly errors: readonly FieldError[] = [],
  ) {
    super(`${code}: ${problem.title}`);
  }

  /** The problem's type as a URI reference; `/problems` of the gateway explains each. */
  get type(): string {
    return `/problems#${this.code}`;
  }

  /** One sentence for this occurrence. */
  get detail(): string {
    const text = this.problem.advice ?? this.problem.title;
    return text.replace(/\{(\w+)\}/g, (_, name: string) => String(this.facts[name] ?? ''));
  }
}

export interface Problems<K extends string> {
  readonly context: string;
  readonly definitions: Readonly<Record<K, ProblemDefinition>>;
  /** Makes the refusal, for the caller to throw; a code that is not documented does not compile. */
  refuse(code: K, facts?: Facts, errors?: readonly FieldError[]): Refusal;
}

/** Declares the problems of one context; the only way to make a `Refusal`. */
export function problemsOf<K extends string>(context: string, definitions: Record<K, ProblemDefinition>): Problems<K> {
  return {
    context,
    definitions,
    refuse: (code, facts, errors) => new Refusal(context, code, definitions[code], facts, errors),
  };
}
