import { request } from 'node:http';
import { eventually } from '@chiron/testing';
import { uuidv7 } from 'uuidv7';
import { runningReviews, type Running } from './running-reviews.js';

let on: Running;
beforeAll(async () => {
  on = await runningReviews();
});
afterAll(() => on?.close());

const answers = (advice: string) => ({ criteria: { idea: 3 }, critiques: { advice }, overallImpact: 3 });

/** Where a connection breaks: before the whole text is sent, or once it was, before the answer is read. */
type Break = 'half-way' | 'before the answer';

async function scene() {
  on.clock.moment = '2027-03-01T12:00:00.000Z';
  const [ann, bob] = [uuidv7(), uuidv7()];
  const committee = await on.committee({ members: [ann, bob], settings: { reviewsDue: '2027-03-02T12:00:00.000Z' } });
  const application = await on.application(committee);
  await on.assign(committee, application, ann);
  await on.assign(committee, application, bob);
  const begin = async (person: string) => {
    const begun = await on.call(person, 'POST', `/${committee}/applications/${application}/reviews`, {});
    const at = `/${committee}/reviews/${begun.body.id}`;
    const headersOf = (tag: string, key: string) => ({ 'if-match': tag, 'idempotency-key': key });
    return {
      tag: begun.headers.get('etag')!,
      save: (advice: string, tag: string, key: string = uuidv7()) =>
        on.call(person, 'PUT', `${at}/answers`, answers(advice), headersOf(tag, key)),
      read: () => on.call(person, 'GET', at),
      texts: async (): Promise<string[]> => {
        const { body } = await on.call(person, 'GET', `${at}/versions`);
        return body.items.map((one: { answers: { critiques?: { advice?: string } } }) => one.answers.critiques?.advice);
      },
      /** Saves over a connection that breaks. */
      cut: async (advice: string, tag: string, key: string, where: Break) => {
        const body = Buffer.from(JSON.stringify(answers(advice)));
        const sending = request(`${on.url}${at}/answers`, {
          method: 'PUT',
          agent: false,
          headers: {
            ...headersOf(tag, key),
            authorization: `Bearer ${await on.token(person)}`,
            'content-type': 'application/json',
            'content-length': body.length,
          },
        });
        const closed = new Promise<void>((gone) => sending.on('error', () => undefined).on('close', gone));
        await new Promise<void>((sent) => {
          if (where === 'half-way') sending.write(body.subarray(0, body.length >> 1), () => sent());
          else sending.end(body, () => sent());
        });
        sending.destroy();
        await closed;
      },
    };
  };
  return { ann: await begin(ann), bob: await begin(bob) };
}

describe('what reviewers typed', () => {
  it.each<Break>(['half-way', 'before the answer'])(
    'is lost by neither of two, with two tabs and a network cut %s',
    async (where) => {
      const { ann, bob } = await scene();
      const key = uuidv7();
      // the first tab's save is cut, while the other reviewer saves
      await Promise.all([ann.cut('Ann’s first tab.', ann.tag, key, where), bob.save('Bob’s text.', bob.tag)]);
      // it does not know what became of it, and says the same again: it is kept once
      const again = await eventually('the cut save is over', async () => {
        const answer = await ann.save('Ann’s first tab.', ann.tag, key);
        return answer.status === 200 ? answer : undefined;
      });
      expect(again!.headers.get('etag')).toBe('"2"');
      // the second tab read before all that: it is told, and what was typed there goes on top
      expect((await ann.save('Ann’s second tab.', ann.tag)).status).toBe(412);
      const present = await ann.read();
      expect((await ann.texts())[0]).toBe('Ann’s first tab.');
      const both = 'Ann’s first tab. Ann’s second tab.';
      expect((await ann.save(both, present.headers.get('etag')!)).headers.get('etag')).toBe('"3"');

      expect(await ann.texts()).toEqual([both, 'Ann’s first tab.', undefined]);
      expect(await bob.texts()).toEqual(['Bob’s text.', undefined]);
    },
  );
});
