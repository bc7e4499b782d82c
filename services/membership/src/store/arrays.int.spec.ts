import { opened } from '../../test/opened.js';
import { arrayText } from './arrays.js';

describe('the text of an array', () => {
  let on: Awaited<ReturnType<typeof opened>>;
  beforeAll(async () => (on = await opened()));
  afterAll(() => on.close());

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
    const [row] = await on.database.query('select $1::text[] as back', [arrayText(values)]);
    expect(row!.back).toEqual(values);
    const [numbers] = await on.database.query('select $1::int[] as back, $2::boolean[] as truths', [
      arrayText([1, null, -3]),
      arrayText([true, false, null]),
    ]);
    expect(numbers).toEqual({ back: [1, null, -3], truths: [true, false, null] });
    expect((await on.database.query('select $1::text[] as back', [arrayText([])]))[0]!.back).toEqual([]);
  });
});
