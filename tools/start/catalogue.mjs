// The services of the platform. A new service is one line here: it gets a database, a role and a port by it.

/** `door`: the only one that listens on the public port; the others are its upstreams, told as `<NAME>_URL`. */
export const services = [
  { name: 'programs' },
  { name: 'membership' },
  { name: 'grants' },
  { name: 'gateway', door: true },
];

/** Databases (each with a role of the same name) of the embedded PostgreSQL: one per service, and the bus. */
export const databases = [...services.map(({ name }) => name), 'bus'];
