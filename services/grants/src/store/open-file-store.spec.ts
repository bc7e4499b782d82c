import { LocalStore } from './local-store.js';
import { openFileStore } from './open-file-store.js';
import { S3Store } from './s3-store.js';

describe('the address of the file store', () => {
  it('means a folder of this machine, or an S3-compatible store', async () => {
    expect(openFileStore('file:///var/lib/chiron/files')).toBeInstanceOf(LocalStore);
    const s3 = openFileStore('s3+https://KEY:a%2Fb@s3.example/bucket?region=eu-west-1');
    expect(s3).toBeInstanceOf(S3Store);
    await (s3 as S3Store).close();
  });

  it('that means neither is refused', () => expect(() => openFileStore('somewhere')).toThrow('Invalid URL'));
});
