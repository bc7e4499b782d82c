import { programsProblems } from '@chiron/contracts/programs';

/** What a canonical data set is the whole truth of. Names are the source's ids. */
export type Scope =
  { readonly kind: 'all' } | { readonly kind: 'terms' | 'programs' | 'offerings'; readonly names: readonly string[] };

/** Reads `all`, `terms:a,b`, `programs:…` or `offerings:…`. @throws Refusal `scope-needed` */
export function readScope(text: string | undefined | null): Scope {
  if (text === 'all') return { kind: 'all' };
  const match = /^(terms|programs|offerings):(.+)$/.exec(text ?? '');
  const names = (match?.[2] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  if (!match || names.length === 0) {
    throw programsProblems.refuse('scope-needed', {}, [{ pointer: '?scope', detail: 'is not a scope' }]);
  }
  return { kind: match[1] as 'terms' | 'programs' | 'offerings', names: [...new Set(names)].sort() };
}

export const scopeText = (scope: Scope): string =>
  scope.kind === 'all' ? 'all' : `${scope.kind}:${scope.names.join(',')}`;

/** What of an offering decides whether it is in scope; all are the source's ids. */
export interface ScopedOffering {
  readonly sourcedId: string | null;
  readonly program: string | null;
  readonly terms: readonly string[];
}

/** An offering is in the scope of terms only if all its terms are named; one without terms is in none. */
export function inScope(scope: Scope, offering: ScopedOffering): boolean {
  switch (scope.kind) {
    case 'all':
      return true;
    case 'offerings':
      return offering.sourcedId !== null && scope.names.includes(offering.sourcedId);
    case 'programs':
      return offering.program !== null && scope.names.includes(offering.program);
    case 'terms':
      return offering.terms.length > 0 && offering.terms.every((term) => scope.names.includes(term));
  }
}
