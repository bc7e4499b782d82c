// The worked cycle of `npm run demo:grants` with few people: every step of it checks what it claims.
interface Platform {
  stop(): Promise<number>;
}
type Play = (platform: Platform, options: { size: object; print: (line: string) => void }) => Promise<object>;
const { ownPlatform } = (await import('../tools/start/own.mjs' as string)) as {
  ownPlatform(options: object): Promise<Platform>;
};
const { playRound, small } = (await import('../tools/demo/round.mjs' as string)) as {
  playRound: Play;
  small: { letters: number; applications: number; grants: number };
};

let platform: Platform;
let told: string[];

beforeAll(async () => {
  platform = await ownPlatform({
    env: process.env['CHIRON_CACHE'] ? { CHIRON_CACHE: process.env['CHIRON_CACHE'] } : {},
    startWithin: 240_000,
  });
}, 300_000);
afterAll(async () => {
  expect(await platform?.stop()).toBe(0);
}, 60_000);

const play = async (): Promise<object> => {
  told = [];
  return playRound(platform, { size: small, print: (line) => told.push(line) });
};

describe('a round of grants, through the public API alone', () => {
  it('goes from letters of intent to announced grants and people’s records, and is closed', async () => {
    expect(await play()).toMatchObject({ grants: small.grants });
    expect(told.at(-1)).toMatch(
      new RegExp(
        `^The round 2027-MECG is closed: ${small.letters} letters of intent, ${small.applications} applications, ${small.grants} grants, \\$[\\d,]+\\.$`,
      ),
    );
  }, 600_000);

  it('stops with a sentence where something is not as it must be', async () => {
    await expect(play()).rejects.toThrow(/^Olga Ferreira could not be appointed: .+/);
    expect(told.at(-1)).toMatch(/^\n2\. An administrator appoints/);
  }, 120_000);
});
