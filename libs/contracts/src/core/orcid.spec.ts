import { parseOrcid } from './orcid.js';

describe('an ORCID iD', () => {
  it.each([
    ['0000-0002-1825-0097', '0000-0002-1825-0097'],
    ['https://orcid.org/0000-0001-5109-3700', '0000-0001-5109-3700'],
    ['000000021694233x', '0000-0002-1694-233X'],
  ])('is read from %s', (text, orcid) => expect(parseOrcid(text)).toBe(orcid));

  it.each(['0000-0002-1825-0098', '0000-0002-1825-009', 'https://example.org/0000-0002-1825-0097', ''])(
    'is refused when the check digit or the form is wrong: %s',
    (text) => expect(parseOrcid(text)).toBeUndefined(),
  );
});
