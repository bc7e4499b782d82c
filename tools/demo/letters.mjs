// Letters of intent, and the officer's answers.
import { abstractOf, titleOf, topicsOf } from './cast.mjs';
import { each, until } from './client.mjs';
import { count } from './story.mjs';

/** What the call says to this person, once grants has heard what the directory tells of them. */
const eligibilityOf = ({ api, callId }, who) =>
  until(`grants had heard of ${who.name}`, async () => {
    const { body } = await api.ask(who, 'GET', `/calls/${callId}/eligibility`);
    return body.rules.find(({ rule }) => rule === 'level').outcome !== 'unknown' && body;
  });

export async function letters(scene) {
  const { api, story, size, officer, callId, applicants, residents } = scene;
  story.step(`${size.letters} letters of intent`);
  const student = residents[0];
  const asked = await eligibilityOf(scene, student);
  story.check(!asked.eligible, `${student.name} is a student and yet may apply.`);
  const why = asked.rules.find(({ outcome }) => outcome !== 'met');
  story.say(`${student.name}, a resident, asks first and is told: no. “${why.asks}” ${why.says}`);
  await api.ask(student, 'POST', '/applications', { body: { callId }, expect: [403, 409, 422, 400] });

  scene.letters = await each(applicants, async (who, i) => {
    const answer = await eligibilityOf(scene, who);
    story.check(answer.eligible, `${who.name} may not apply: ${answer.rules.map(({ says }) => says).join(' ')}`);
    const begun = await api.ask(who, 'POST', '/applications', { body: { callId }, key: `letter-${i}` });
    const { id, number } = begun.body;
    const title = i === 1 ? 'The Young Teachers’ Programme' : titleOf(i);
    const answers = { title, topics: topicsOf(i), abstract: abstractOf(i) };
    const saved = await api.ask(who, 'PUT', `/applications/${id}/answers`, { body: { title }, etag: '"0"' });
    await api.ask(who, 'PUT', `/applications/${id}/answers`, { body: answers, etag: saved.etag });
    await api.act(who, 'POST', `/applications/${id}/submit`);
    return { id, number, who, i, title };
  });
  const seen = await api.all(officer, `/applications?callId=${callId}&stage=letter&state=submitted`);
  story.check(seen.length === size.letters, `The officer's list has ${seen.length} letters of ${size.letters}.`);
  story.say(`${officer.name} finds ${count(seen.length, 'letter')} in the list; the first is ${seen.at(-1).number}, “${seen.at(-1).title}”.`); // prettier-ignore
  const stranger = scene.letters[0];
  await api.ask(applicants[1], 'GET', `/applications/${stranger.id}`, { expect: 404 });
  story.say('Another applicant who guesses its address is told that there is nothing: 404.');
}

export async function invitations(scene) {
  const { api, story, size, officer, callId } = scene;
  story.step('The officer answers them');
  const dueAt = new Date(Date.now() + 30 * 86_400_000).toISOString();
  const invited = scene.letters.slice(0, size.applications);
  const reason = 'The idea is close to one that the institute pays for already; we would be glad to see it next year.';
  await each(scene.letters, ({ id }, i) =>
    i < size.applications
      ? api.act(officer, 'POST', `/applications/${id}/invite`, { body: { dueAt } })
      : api.act(officer, 'POST', `/applications/${id}/decline-letter`, { body: { reason } }),
  );
  const states = await api.all(officer, `/applications?callId=${callId}&stage=letter`);
  const of = (state) => states.filter((one) => one.state === state).length;
  story.check(of('invited') === invited.length, `${of('invited')} letters are invited, not ${invited.length}.`);
  story.say(`${count(of('invited'), 'applicant is', 'applicants are')} invited to a full application, ${of('not-invited')} not, each with a reason.`); // prettier-ignore
  const declined = scene.letters.at(-1);
  if (declined !== invited.at(-1)) {
    const told = (await api.ask(declined.who, 'GET', `/applications/${declined.id}`)).body;
    story.check(told.reason === reason, `${declined.who.name} does not read why the letter was not invited.`);
    const [letter] = (await api.ask('administrator', 'GET', `/mailbox?personId=${declined.who.id}&kind=letter-not-invited`)).body.items; // prettier-ignore
    story.check(letter?.text.includes(told.number), `${declined.who.name} was not written to.`);
    story.say(`${declined.who.name} reads: “${letter.subject}”.`);
  }
  scene.invited = invited;
}
