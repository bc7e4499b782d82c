// Two committees: members, signing, conflicts, bids, who reviews what, and a reviewer who falls ill.
import { topics } from './cast.mjs';
import { each } from './client.mjs';
import { count, listed } from './story.mjs';

const signing = (occasion) => ({ occasion, conflictsDeclared: true, confidentiality: true, aiRule: true });
export const signed = (api, one, who, occasion) =>
  api.ask(who, 'POST', `${one.at}/signings`, { body: signing(occasion) });
export const seenBy = async (api, one, who) =>
  (await api.all(who, `${one.at}/applications`)).map(({ applicationId }) => applicationId);

export async function committees(scene) {
  const { api, story, size, officer, callId, reviewers, reviewed } = scene;
  story.step(`${size.reviewers} reviewers in ${size.committees} committees`);
  const names = ['Learning and Coaching', 'Clinical and Community'];
  const share = Math.ceil(reviewed.length / size.committees);
  const seats = size.reviewers / size.committees;
  scene.committees = [];
  for (let c = 0; c < size.committees; c++) {
    const made = await api.ask(officer, 'POST', '/grant-committees', { body: { roundId: callId, name: names[c] } });
    const members = reviewers.filter((_, i) => i % size.committees === c);
    const one = {
      id: made.body.id,
      at: `/grant-committees/${made.body.id}`,
      name: names[c],
      members,
      chair: members[0],
    };
    story.check(members.length === seats, `${one.name} has ${members.length} members.`);
    await each(members, (who, i) => api.ask(officer, 'PUT', `${one.at}/members/${who.id}`, { body: { role: i === 0 ? 'chair' : 'member', capacity: size.capacity } })); // prettier-ignore
    const applicationIds = reviewed.slice(c * share, (c + 1) * share).map(({ id }) => id);
    await api.ask(officer, 'POST', `${one.at}/applications`, { body: { applicationIds } });
    one.applications = reviewed.slice(c * share, (c + 1) * share);
    const before = await api.all(officer, `${one.at}/applications`);
    story.check(before.length === one.applications.length, `${one.name} has ${before.length} applications.`);
    story.say(`${one.name}: ${count(members.length, 'member')}, chaired by ${one.chair.name}; ${count(before.length, 'application')}.`); // prettier-ignore
    scene.committees.push(one);
  }
  const [one] = scene.committees;
  const guest = scene.residents[0];
  const asked = reviewers.at(-1);
  const whatIf = (await api.ask(officer, 'GET', `${one.at}/conflicts/what-if?personId=${asked.id}`)).body;
  story.say(`Were ${asked.name} asked into ${one.name} as well: ${count(whatIf.length, 'application')} could not be shown (${listed([...new Set(whatIf.flatMap(({ kinds }) => kinds))])}).`); // prettier-ignore
  await api.ask(guest, 'GET', one.at, { expect: 404 });
  const unsigned = await api.ask(one.members[1], 'GET', `${one.at}/applications/${(await seenBy(api, one, one.members[1]))[0]}`, { expect: [403, 409] }); // prettier-ignore
  story.say(`Nothing opens before conflicts, confidentiality and the rule on AI tools are signed: “${unsigned.body.title}”`); // prettier-ignore
  for (const committee of scene.committees)
    await each(committee.members, (who) => signed(api, committee, who, 'before'));
  await api.ask('administrator', 'GET', one.at, { expect: 403 });
  story.say(`All ${size.reviewers} have signed. The administrator of the system may look at nothing of it: 403.`);
}

export async function conflicts(scene) {
  const { api, story, officer, mentor } = scene;
  story.step('Conflicts of interest: declared, asked for by applicants, found');
  for (const one of scene.committees) {
    const [, , who] = one.members;
    const [applicationId] = await seenBy(api, one, who);
    const application = one.applications.find(({ id }) => id === applicationId);
    await api.ask(who, 'POST', `${one.at}/conflicts`, { body: { applicationId, kind: 'collaborator', note: 'We write a paper together.' } }); // prettier-ignore
    one.conflicted = { who, application };
    await api.ask(who, 'GET', `${one.at}/applications/${applicationId}`, { expect: 404 });
    story.check(
      !(await seenBy(api, one, who)).includes(applicationId),
      `${who.name} sees ${application.number} still.`,
    );
    story.say(`${who.name} declares a conflict with ${application.number} and from now on finds nothing of it: 404.`);
  }
  let waived = false;
  for (const one of scene.committees) {
    await api.ask(officer, 'POST', `${one.at}/conflicts/find`);
    const all = await api.all(officer, `${one.at}/conflicts`);
    const of = (test) => all.filter(test).length;
    one.found = all.filter(({ source }) => source === 'found');
    story.say(`${one.name}: ${of(({ source }) => source === 'declared-by-reviewer')} declared, ${of(({ source }) => source === 'declared-by-applicant')} asked for by an applicant, ${one.found.length} found by the platform.`); // prettier-ignore
    const pair = ({ personId, applicationId }) => `${personId} ${applicationId}`;
    const [potential] = one.found.filter(
      (two) =>
        two.state === 'potential' &&
        two.personId !== mentor.id &&
        all.filter((other) => pair(other) === pair(two)).length === 1,
    );
    if (!potential || waived) continue;
    const name = scene.names.get(potential.personId);
    const reviewer = one.members.find(({ id }) => id === potential.personId);
    story.check(!(await seenBy(api, one, reviewer)).includes(potential.applicationId), `${name} sees what a found conflict hides.`); // prettier-ignore
    const reason = 'The department is large; the two work at different hospitals and have nothing in common.';
    await api.ask(one.chair, 'POST', `${one.at}/conflicts/${potential.id}/waive`, { body: { reason }, etag: `"${potential.revision}"` }); // prettier-ignore
    story.check((await seenBy(api, one, reviewer)).includes(potential.applicationId), `${name} does not see what was waived.`); // prettier-ignore
    story.say(`${potential.number} and ${name} are of one department (${potential.kind}). ${one.chair.name}, in the chair, waives it: “${reason}”`); // prettier-ignore
    waived = true;
  }
  const own = scene.applications[2];
  const home = scene.committees.find(({ members }) => members.includes(mentor));
  const sees = await seenBy(api, home, mentor);
  story.check(!sees.includes(own.id), `${mentor.name} sees the own team's application.`);
  const host = scene.committees.find(({ applications }) => applications.includes(own));
  if (host === home) {
    const refused = await api.ask(officer, 'POST', `${home.at}/assignments`, { body: { applicationId: own.id, personId: mentor.id }, expect: [403, 409, 422] }); // prettier-ignore
    story.say(`${mentor.name} is in the team of ${own.number}; assigned to it by hand all the same, it is refused: “${refused.body.title}”`); // prettier-ignore
  }
}

export async function assignment(scene) {
  const { api, story, officer } = scene;
  story.step('Bids, and who reviews what');
  for (const one of scene.committees) {
    const wanted = new Set();
    await each(one.members, async (who, i) => {
      const own = [topics[i % topics.length].const, topics[(i + 2) % topics.length].const];
      const expertise = `I teach ${own.join(' and ')} and study how learners change.`;
      await api.ask(who, 'PUT', `${one.at}/expertise`, { body: { topics: own, expertise } });
      const items = await api.all(who, `${one.at}/applications`);
      const near = items.filter((item) => item.topics.some((topic) => own.includes(topic))).slice(0, 4);
      for (const [n, { applicationId }] of near.entries()) {
        const bid = n < 2 ? 2 : 1;
        await api.ask(who, 'PUT', `${one.at}/applications/${applicationId}/bid`, { body: { bid } });
        wanted.add(`${who.id} ${applicationId}`);
      }
    });
    const dry = (await api.ask(officer, 'POST', `${one.at}/assignment-runs`, { body: { mode: 'all', seed: 2027, dryRun: true } })).body; // prettier-ignore
    story.check(dry.feasible, `${one.name}: there is no assignment. ${dry.infeasible?.explanation}`);
    story.check((await api.all(officer, `${one.at}/assignments?state=assigned`)).length === 0, 'A dry run assigned somebody.'); // prettier-ignore
    const { sum, bound, worst, loadMin, loadMax } = dry.report;
    story.say(`${one.name}, dry run: ${count(dry.report.added, 'review')}; total fit ${sum.toFixed(1)} of ${bound.toFixed(1)} at best, worst application ${worst.toFixed(2)}; ${loadMin} to ${loadMax} reviews each.`); // prettier-ignore
    await api.ask(officer, 'POST', `${one.at}/assignment-runs/${dry.id}/apply`);
    const pairs = await checkAssigned(scene, one);
    story.check(pairs.length === dry.report.added, 'Another assignment was made than the dry run showed.');
    const granted = pairs.filter(({ personId, applicationId }) => wanted.has(`${personId} ${applicationId}`)).length;
    story.say(`Put into effect: ${granted} of ${wanted.size} bids became reviews.`);
    await api.ask(one.chair, 'POST', `${one.at}/phase`, { body: { to: 'review' } });
  }
  story.say('Every application has three reviewers, nobody in conflict among them. Review begins.');
}

async function checkAssigned({ api, story, officer }, one) {
  const pairs = await api.all(officer, `${one.at}/assignments?state=assigned`);
  const wrong = one.applications.find(
    ({ id }) => pairs.filter(({ applicationId }) => applicationId === id).length !== 3,
  );
  story.check(!wrong, `${wrong?.number} has not got three reviewers.`);
  const against = (await api.all(officer, `${one.at}/conflicts`)).filter(({ state }) => state !== 'waived');
  const bad = pairs.find((pair) => against.some((two) => two.personId === pair.personId && two.applicationId === pair.applicationId)); // prettier-ignore
  story.check(!bad, `${bad?.number} is reviewed by somebody in conflict.`);
  return pairs;
}

export async function illness(scene) {
  const { api, story, officer } = scene;
  const [one] = scene.committees;
  const before = await api.all(officer, `${one.at}/assignments?state=assigned`);
  const loadOf = (who) => before.filter(({ personId }) => personId === who.id).length;
  const [ill] = one.members
    .filter((who) => who !== one.chair && who !== one.conflicted.who)
    .sort((a, b) => loadOf(b) - loadOf(a));
  story.step('A reviewer falls ill');
  const open = before.filter(({ personId }) => personId === ill.id);
  const members = (await api.ask(officer, 'GET', `${one.at}/members`)).body;
  const { revision } = members.find(({ personId }) => personId === ill.id);
  await api.ask(officer, 'PUT', `${one.at}/members/${ill.id}`, { body: { role: 'member', capacity: 0 }, etag: `"${revision}"` }); // prettier-ignore
  const dry = (await api.ask(officer, 'POST', `${one.at}/assignment-runs`, { body: { mode: 'repair', dryRun: true } }))
    .body;
  story.check(dry.feasible, `${ill.name}'s reviews can be given to nobody: ${dry.infeasible?.explanation}`);
  await api.ask(officer, 'POST', `${one.at}/assignment-runs/${dry.id}/apply`);
  const after = await checkAssigned(scene, one);
  story.check(!after.some(({ personId }) => personId === ill.id), `${ill.name} still has reviews.`);
  const key = ({ applicationId, personId }) => `${applicationId} ${personId}`;
  const kept = new Set(after.map(key));
  const moved = before.filter((pair) => pair.personId !== ill.id && !kept.has(key(pair)));
  story.check(dry.report.removed === open.length + moved.length, 'The report of the repair counts other changes than were made.'); // prettier-ignore
  story.say(`${ill.name} had ${count(open.length, 'review')}; all are with others now. Of the other ${before.length - open.length} assignments ${moved.length === 0 ? 'none' : moved.length} had to change.`); // prettier-ignore
  one.ill = ill;
}
