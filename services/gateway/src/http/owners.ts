/** A service behind the door, and what of the public API it owns: a path belongs to the longest prefix it has. */
export interface Owner {
  /** as in health and problems; its address is told as `<NAME>_URL` */
  readonly service: string;
  readonly prefixes: readonly string[];
  /** prefixes whose bodies may be as long as an import, and whose answers may take as long */
  readonly bulk?: readonly string[];
}

/** The public API by resource. Another service is another entry. */
export const owners: readonly Owner[] = [
  {
    service: 'programs',
    prefixes: [
      '/api/v1/programs',
      '/api/v1/offerings',
      '/api/v1/terms',
      '/api/v1/class-meetings',
      '/api/v1/enrollments',
      '/api/v1/sources',
      '/api/v1/imports',
      '/api/v1/operations/programs',
    ],
    bulk: ['/api/v1/imports'],
  },
  {
    service: 'membership',
    prefixes: [
      '/api/v1/people',
      '/api/v1/matches',
      '/api/v1/merges',
      '/api/v1/access-log',
      '/api/v1/members',
      '/api/v1/operations/membership',
    ],
  },
];

/** Whether a public path is this owner's. */
export const owns = (owner: Owner, path: string): boolean =>
  owner.prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
