import { openDataSource } from '@chiron/postgres';
import { postgres } from '@chiron/testing';
import { entities, migrations } from '../app.module.js';

it('the migrations make the very tables that the rows describe', async () => {
  const made = await postgres();
  const dataSource = await openDataSource({ url: made.url, applicationName: 'test', entities, migrations });
  try {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  } finally {
    await dataSource.destroy();
    await made.drop();
  }
});
