// The meeting of each committee: one application live at a time, private votes, and who must not know sees nothing.
import { until } from './client.mjs';
import { certify } from './reviews.mjs';
import { count } from './story.mjs';

/**
 * What a committee comes to think of the application at this place of its preliminary order: better places lower scores, and
 * the last that can be funded and the first that cannot exactly the same.
 */
function opinion(place, line) {
  if (place < line - 1) return 1.2 + (1.4 * place) / Math.max(1, line - 1);
  if (place <= line) return 3;
  return Math.min(7.4, 3.7 + (place - line - 1) * 0.6);
}

export async function meetings(scene) {
  const { api, story, officer, size } = scene;
  story.step('The meetings');
  const line = size.grants / size.committees;
  for (const one of scene.committees) {
    const at = `${one.at}/meeting`;
    const order = (await api.ask(officer, 'GET', `${one.at}/ranking`)).body.items
      .filter(({ notDiscussed }) => !notDiscussed)
      .sort((a, b) => a.figures.mean - b.figures.mean)
      .map(({ applicationId }) => applicationId);
    const planned = (await api.ask(officer, 'PUT', at, { body: {} })).body;
    const sheet = (await api.ask(officer, 'GET', `${at}/call-sheet`)).body;
    const leaving = sheet.reduce((sum, { leave }) => sum + leave.length, 0);
    const conflicted = one.conflicted.who;
    const outside = one.conflicted.application.id;
    const itsLine = sheet.find(({ application }) => application === outside);
    story.check(itsLine?.out.includes(conflicted.id), `The call sheet does not ask ${conflicted.name} to leave.`);
    const { chair } = one;
    const [follower, shut] = await Promise.all([chair, conflicted].map((who) => api.follow(who, `${at}/events`)));
    const present = one.members.filter((who) => who !== one.ill);
    await api.ask(officer, 'POST', `${at}/open`, { body: { present: present.map(({ id }) => id) } });
    story.say(`${one.name}: ${present.length} present, ${planned.agenda.length} on the agenda; members in conflict leave ${count(leaving, 'time')} in all.`); // prettier-ignore

    let votes = 0;
    for (const { applicationId, number } of planned.agenda) {
      const target = opinion(order.indexOf(applicationId), line);
      const last = order.indexOf(applicationId) === order.length - 1;
      const seen = () =>
        until(`${chair.name}'s screen had shown ${number}`, () => follower.screens.at(-1)?.live?.number === number);
      votes += await settle(scene, one, { applicationId, number, target, last, seen });
      if (applicationId === outside) await shownNothing(scene, one, { conflicted, applicationId, number });
    }
    await api.ask(officer, 'POST', `${at}/motions`, { body: { text: 'To recommend in the order of the votes.', inFavour: present.length, against: 0, abstained: 0 } }); // prettier-ignore
    const closed = (await api.ask(officer, 'POST', `${at}/close`)).body;
    story.check(closed.state === 'closed', `The meeting of ${one.name} is “${closed.state}”.`);
    story.say(`${count(votes, 'private vote')} on ${count(planned.agenda.length, 'application')}.`);
    for (const { screens } of [follower, shut])
      await until('the followed screens had closed', () => screens.at(-1)?.state === 'closed');
    story.say(`${chair.name}'s screen followed the meeting live: ${count(follower.screens.length, 'screen')}.`);
    const hidden = sheet
      .filter(({ application, out }) => application !== '' && out.includes(conflicted.id))
      .map(({ application }) => application);
    const numbers = hidden.map((id) => one.applications.find((other) => other.id === id).number);
    const leak = [...hidden, ...numbers].find((word) => shut.raw().includes(word));
    story.check(!leak, `${conflicted.name}'s screen showed ${leak}.`);
    story.say(`What ${conflicted.name}, in conflict with ${numbers.join(' and ')}, saw of it on the screen: nothing.`);
    await Promise.all([follower.end(), shut.end()]);
  }
  await certify(scene);
  story.say('All who were present certify once more that they have kept no conflict silent.');
}

/** One application, from taking it up to the closed vote; the number of votes. */
async function settle({ api, story, officer, reviewers }, one, { applicationId, number, target, last, seen }) {
  const at = `${one.at}/meeting/items/${applicationId}`;
  const about = `${one.at}/applications/${applicationId}`;
  await api.ask(one.chair, 'POST', `${at}/take-up`, { body: {} });
  await seen();
  const pairs = await api.all(officer, `${one.at}/assignments?state=assigned&applicationId=${applicationId}`);
  const [low, high] = [Math.floor(target), Math.ceil(target)];
  for (const [n, { personId }] of pairs.entries()) {
    const who = reviewers.find(({ id }) => id === personId);
    await api.ask(who, 'PUT', `${about}/restated-score`, { body: { score: n % 2 === 0 ? low : high } });
  }
  const opened = (await api.ask(one.chair, 'POST', `${about}/ballot/open`, { body: {} })).body;
  const voters = opened.turnout.missing.map((id) => reviewers.find((who) => who.id === id));
  const highs = Math.round((target - low) * voters.length);
  for (const [n, who] of voters.entries()) {
    const score = n < highs ? high : low;
    if (last && n === 0) {
      const alone = await api.ask(who, 'PUT', `${about}/vote`, { body: { score: 9 }, expect: [400, 422] });
      story.check(alone.body.errors.some(({ pointer }) => pointer === '/sentence'), 'A vote outside the range needs no sentence.'); // prettier-ignore
      await api.ask(who, 'PUT', `${about}/vote`, { body: { score: 9, sentence: 'Without a comparison nobody will learn from it.' } }); // prettier-ignore
    } else await api.ask(who, 'PUT', `${about}/vote`, { body: { score } });
    if (n === 0) {
      const seen = await api.ask(one.chair, 'GET', `${about}/ballot`);
      story.check(seen.body.tally === null && seen.body.turnout.voted.includes(who.id), 'The chair does not see who has voted, or sees what.'); // prettier-ignore
    }
  }
  const { tally } = (await api.ask(one.chair, 'POST', `${about}/ballot/close`, { body: {} })).body;
  story.check(tally.votes === voters.length, `${tally.votes} votes on ${number} count, ${voters.length} were cast.`);
  await api.ask(one.chair, 'POST', `${at}/settle`, { body: { as: 'done' } });
  if (last) story.say(`A vote on ${number} outside the range (${opened.range.lowest} to ${opened.range.highest}) was taken only with its sentence: “${tally.outside[0].sentence}”`); // prettier-ignore
  return tally.votes;
}

/** The waiting page, the list, the ballot, the discussion and the ranking of somebody in conflict: nothing anywhere. */
async function shownNothing({ api, story }, one, { conflicted, applicationId, number }) {
  for (const path of ['', '/ballot', '/posts', '/summary']) await api.ask(conflicted, 'GET', `${one.at}/applications/${applicationId}${path}`, { expect: 404 }); // prettier-ignore
  for (const path of [
    '/applications?limit=200',
    '/reviews?limit=200',
    '/assignments?limit=200',
    '/not-discussed',
    '/meeting',
    '/ranking',
  ]) {
    // prettier-ignore
    const { text } = await api.ask(conflicted, 'GET', `${one.at}${path}`);
    story.check(
      !text.includes(applicationId) && !text.includes(number),
      `${conflicted.name} finds ${number} in ${path}.`,
    );
  }
  story.say(`${conflicted.name} asks everywhere for ${number}: no page of it (404), and no list, ballot, agenda or ranking that has it.`); // prettier-ignore
}
