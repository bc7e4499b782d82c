import { readConfig } from './config.js';

const env = {
  DATABASE_URL: 'postgres://grants:x@localhost/grants',
  EVENT_BUS: 'kafka://localhost:9092',
  CHIRON_PUBLIC_URL: 'https://chiron.example/',
  CHIRON_FILES: 'file:///var/lib/chiron/files',
};

describe('the settings of grants', () => {
  it.each([
    'file:///data/files',
    's3+https://KEY:SE%2FCRET@s3.example/bucket?region=eu-west-1',
    's3+http://k:s@s3:9000/b',
  ])('keep files in %s', (files) => expect(readConfig({ ...env, CHIRON_FILES: files }).files).toBe(files));

  it.each([
    undefined,
    '',
    'file://',
    '/data/files',
    'https://s3.example/bucket',
    's3+https://s3.example/bucket',
    's3+https://k:s@s3.example',
  ])('say what is wrong when files should be kept in %s', (files) =>
    expect(() => readConfig({ ...env, CHIRON_FILES: files })).toThrow(/^grants cannot start\. CHIRON_FILES is/),
  );
});
