// The limit of posting: a bare Fastify handler that inserts one row with pg. No checks, no tokens, no events.
import { randomUUID } from 'node:crypto';
import fastify from 'fastify';
import pg from 'pg';
import { answering } from './answering.mjs';

answering(async ({ start: { url, table, offeringId } }) => {
  const pool = new pg.Pool({ connectionString: url, max: 16 });
  const app = fastify();
  const insert = {
    name: 'insert',
    text: `insert into ${table} (id, source, sourced_id, person, offering_id, role, status, begin_date, end_date)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
  };
  app.post('/', async ({ body }, reply) => {
    const id = randomUUID();
    // the offering's id is known here: nothing is looked up; one identity per row all the same
    const person = `${body.person.sourcedId}/${body.offering.sourcedId}`;
    await pool.query({
      ...insert,
      values: [id, body.source, body.sourcedId, person, offeringId, 'learner', 'active', body.beginDate, body.endDate],
    });
    reply.code(201);
    return { id };
  });
  return { url: await app.listen({ port: 0, host: '127.0.0.1' }) };
});
