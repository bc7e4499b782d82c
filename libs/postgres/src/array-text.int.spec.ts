import { postgres, type TestDatabase } from '@chiron/testing';
import type { DataSource } from 'typeorm';
import { arrayText } from './array-text.js';
import { Database } from './database.js';
import { openDataSource } from './module.js';

describe('the text of an array', () => {
  let made: TestDatabase;
  let source: DataSource;
  let database: Database;
  beforeAll(async () => {
    made = await postgres();
    source = await openDataSource({
      url: made.url,
      applicationName: 'test',
      entities: [],
      migrations: [],
      poolSize: 1,
    });
    database = new Database(source);
  });
  afterAll(async () => {
    await source.destroy();
    await made.drop();
  });

  it('comes back from PostgreSQL as it was', async () => {
    const values = [
      'plain',
      '',
      ' ',
      'NULL',
      'null',
      null,
      '{',
      '}',
      ',',
      '"',
      '\\',
      '\\"',
      "O’Brien's",
      'a,b',
      '王小明',
      '\n\t',
      '019a8f2e-6b1c',
    ];
    const [row] = await database.query('select $1::text[] as back', [arrayText(values)]);
    expect(row!.back).toEqual(values);
    const [numbers] = await database.query('select $1::int[] as back, $2::boolean[] as truths', [
      arrayText([1, null, -3]),
      arrayText([true, false, null]),
    ]);
    expect(numbers).toEqual({ back: [1, null, -3], truths: [true, false, null] });
    expect((await database.query('select $1::text[] as back', [arrayText([])]))[0]!.back).toEqual([]);
  });
});
