import { coreProblems } from '@chiron/contracts/core';
import { enrollmentRoles, programsProblems, type EnrollmentRole } from '@chiron/contracts/programs';
import { defaultGuards, type Guards } from './guards.js';
import type { DateOrder } from './incoming.js';
import { defaultFieldPolicy, type FieldPolicy } from './plan.js';

/** The name under which the platform itself makes enrollments by hand. */
export const ownSource = 'chiron';

/** A source's settings as they were set; what is absent in the tables has its default. */
export interface SourceSettings {
  /** who answers for the source: a person or an office, as text */
  readonly owner: string | null;
  /** e-mail domains, lower case, for whose addresses this source is the authority */
  readonly domains: readonly string[];
  /** order of dates that are not ISO 8601; null: one unambiguous value settles each column */
  readonly dateOrder: DateOrder | null;
  /** IANA zone of moments without an offset; null: the institute's */
  readonly timeZone: string | null;
  /** the source's word, lower case → role; stands over `builtInRoles` */
  readonly roles: Readonly<Record<string, EnrollmentRole>>;
  readonly guards: Partial<Guards>;
  readonly fieldPolicy: Partial<FieldPolicy>;
}
export interface Source extends SourceSettings {
  readonly name: string;
  readonly revision: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

/** Words that every source may use without a table, lower case. */
export const builtInRoles: Readonly<Record<string, EnrollmentRole>> = {
  learner: 'learner',
  student: 'learner',
  faculty: 'faculty',
  teacher: 'faculty',
  instructor: 'faculty',
  mentor: 'mentor',
  proctor: 'mentor',
  staff: 'staff',
  aide: 'staff',
  administrator: 'staff',
  siteadministrator: 'staff',
  districtadministrator: 'staff',
};

/** The whole role table of a source. */
export const rolesOf = (source: Pick<Source, 'roles'>): ReadonlyMap<string, EnrollmentRole> =>
  new Map(Object.entries({ ...builtInRoles, ...source.roles }));

export const guardsOf = (source: Pick<Source, 'guards'>): Guards => ({ ...defaultGuards, ...source.guards });

export const fieldPolicyOf = (source: Pick<Source, 'fieldPolicy'>): FieldPolicy => ({
  ...defaultFieldPolicy,
  ...source.fieldPolicy,
});

/** Whether the source is the authority for this address: its domain itself, not one below it. */
export function isAuthoritativeFor(source: Pick<Source, 'domains'>, email: string): boolean {
  const at = email.lastIndexOf('@');
  return at > 0 && source.domains.includes(email.slice(at + 1).toLowerCase());
}

const form = /^[a-z0-9][a-z0-9._-]{0,62}$/;

/** Refuses a name that no source can have. `pointer` says where it stood: `?source`, `/source`, `path:name`. */
export function refuseUnusableName(name: string, pointer: string): void {
  if (name === ownSource) throw programsProblems.refuse('source-reserved');
  if (form.test(name)) return;
  throw coreProblems.refuse('validation-failed', {}, [
    { pointer, detail: 'must be 1 to 63 of a–z, 0–9, ".", "_", "-", the first a letter or a digit' },
  ]);
}

/** The settings with lower-case words and domains, or a refusal that names the field that cannot be. */
export function tidy<T extends Partial<SourceSettings>>(settings: T): T {
  const roles = settings.roles && lowered(settings.roles);
  const domains = settings.domains && [...new Set(settings.domains.map((domain) => domain.toLowerCase()))];
  return { ...settings, ...(roles ? { roles } : {}), ...(domains ? { domains } : {}) };
}

function lowered(roles: Readonly<Record<string, EnrollmentRole>>): Record<string, EnrollmentRole> {
  const faults = Object.entries(roles).filter(
    ([word, role]) => word.trim() === '' || word.length > 100 || !enrollmentRoles.includes(role),
  );
  if (faults.length > 0) {
    const detail = `must be one of ${enrollmentRoles.join(', ')}`;
    const errors = faults.map(([word]) => ({
      pointer: `/roles/${word.replace(/~/g, '~0').replace(/\//g, '~1')}`,
      detail,
    }));
    throw coreProblems.refuse('validation-failed', {}, errors);
  }
  return Object.fromEntries(Object.entries(roles).map(([word, role]) => [word.trim().toLowerCase(), role]));
}
