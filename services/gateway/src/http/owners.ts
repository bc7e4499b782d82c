/** A service behind the door, and what of the public API it owns: a path belongs to the longest prefix it has. */
export interface Owner {
  /** as in health and problems; its address is told as `<NAME>_URL` */
  readonly service: string;
  readonly prefixes: readonly string[];
  /** prefixes whose bodies may be as long as an import, and whose answers may take as long */
  readonly bulk?: readonly string[];
  /** prefixes that need no token; the service says which of their routes are public */
  readonly open?: readonly string[];
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
  {
    service: 'grants',
    prefixes: [
      '/api/v1/calls',
      '/api/v1/open-calls',
      '/api/v1/announced-grants',
      '/api/v1/grants-officers',
      '/api/v1/applications',
      '/api/v1/application-links',
      '/api/v1/grant-committees',
      '/api/v1/grant-decisions',
      '/api/v1/mailbox',
      '/api/v1/operations/grants',
    ],
    bulk: ['/api/v1/applications'],
    open: ['/api/v1/open-calls', '/api/v1/announced-grants', '/api/v1/application-links'],
  },
];

/** Whether a public path is this owner's. */
export const owns = (owner: Owner, path: string): boolean =>
  owner.prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
