// What stays: each person's record, the trail of the round, and its end.
import { each, until } from './client.mjs';
import { count, money as amount } from './story.mjs';

const recordOf = (api, who, id) => api.all(who, `/people/${id}/record`);

export async function records(scene) {
  const { api, story, officer, callId, size, winner, committees } = scene;
  story.step('The records of people');
  const own = await until(`${winner.who.name}'s record had the grant`, async () => {
    const entries = await recordOf(api, winner.who, winner.who.id);
    return entries.some(({ kind }) => kind === 'grant') && entries;
  });
  const grant = own.find(({ kind }) => kind === 'grant');
  const applied = own.filter(({ kind }) => kind === 'grant-application');
  story.check(
    grant.call.code === '2027-MECG' && grant.event.type.includes('grant'),
    'The record names no call or event.',
  );
  story.check(applied.some(({ stage, status }) => stage === 'full' && status === 'funded'), `${winner.who.name}'s record has no funded application.`); // prettier-ignore
  story.say(`${winner.who.name} reads: grant ${amount(grant.amountMinor, grant.currency)} (${grant.call.code}), because of ${grant.event.type}; and applied for: ${applied.map(({ stage, status }) => `${stage}, ${status}`).join('; ')}.`); // prettier-ignore
  const staff = await recordOf(api, 'administrator', winner.who.id);
  story.check(staff.some(({ kind }) => kind === 'grant') && !staff.some(({ kind }) => kind === 'grant-application'), 'Staff read what somebody applied for.'); // prettier-ignore
  story.say('Staff who read the same record see the grant, and nothing of what was applied for.');
  const funded = scene.announced.plan.items.filter(({ outcome }) => outcome === 'fund').map(({ applicationId }) => scene.applications.find(({ id }) => id === applicationId)); // prettier-ignore
  await each(
    funded,
    (one) =>
    until(`${one.who.name}'s record had the grant`, async () => (await recordOf(api, 'administrator', one.who.id)).some(({ kind }) => kind === 'grant')), // prettier-ignore
  );
  story.check(funded.length === size.grants, `${funded.length} records have a grant.`);
  const [one] = committees;
  const who = one.members.find((member) => member !== one.ill && member !== one.chair);
  const service = await until(`${who.name}'s record had the service`, async () =>
    (await recordOf(api, who, who.id)).find(({ kind }) => kind === 'committee-service'),
  );
  const said = JSON.stringify(service);
  story.check(!scene.applications.some(({ id, number }) => said.includes(id) || said.includes(number)), 'Service in a committee tells what was reviewed.'); // prettier-ignore
  story.say(
    `${who.name}, a reviewer: committee service, ${service.committee}, ${service.year}; nothing of what was reviewed.`,
  );

  const trail = await api.all(officer, `/calls/${callId}/audit`);
  const acts = new Set(trail.map(({ act }) => act));
  for (const act of [
    'recommended',
    'prepared decisions',
    'decided the round',
    'announced the round',
    'let a finding pass',
  ])
    story.check(acts.has(act), `The trail of the round does not say “${act}”.`);
  story.say(`The trail of the round has ${count(trail.length, 'step')}, each with who, when and what they saw.`);
}

export async function publicly({ api, story, bursar, callId, size, announced, applications }) {
  story.step('What finance and the public read');
  const { totalMinor } = announced.plan;
  const money = (await api.ask(bursar, 'GET', `/calls/${callId}/funding-decisions`)).body;
  story.check(money.items.length === size.grants && money.totalMinor === totalMinor, `Finance reads ${money.items.length} grants of ${money.totalMinor}.`); // prettier-ignore
  await api.ask(bursar, 'GET', `/calls/${callId}/decisions`, { expect: 403 });
  const lines = money.items.reduce((sum, one) => sum + one.lines.length, 0);
  story.say(`${bursar.name} reads what is paid for: ${count(money.items.length, 'grant')}, ${amount(money.totalMinor, money.currency)}, ${count(lines, 'line')} of their budgets, ${amount(money.leftMinor, money.currency)} left; of reviews and decisions otherwise nothing (403).`); // prettier-ignore
  const grants = await api.all('public', '/announced-grants?call=2027-MECG');
  const said = JSON.stringify(grants);
  story.check(grants.length === size.grants, `Everybody reads ${grants.length} grants, not ${size.grants}.`);
  const funded = new Set(grants.map(({ number }) => number));
  const leak = applications.find(({ number }) => !funded.has(number) && said.includes(number));
  story.check(!leak, `Everybody reads of ${leak?.number}, which was not funded.`);
  const [one] = grants;
  story.say(`Everybody reads ${count(grants.length, 'grant')}, as ${one.number}: “${one.title}”, ${one.principalInvestigator}, ${one.institution}, ${amount(one.amountMinor, one.currency)}.`); // prettier-ignore
}

export async function close({ api, story, officer, callId }) {
  story.step('The end of the round');
  const reason = 'All letters were answered early, and the round is announced.';
  await api.ask(officer, 'POST', `/calls/${callId}/close`, { body: {}, expect: 409 });
  const closed = (await api.ask(officer, 'POST', `/calls/${callId}/close`, { body: { reason } })).body;
  story.check(closed.state === 'closed', `The call is “${closed.state}”.`);
  const open = await api.all('public', '/open-calls');
  story.check(!open.some(({ id }) => id === callId), 'The closed call still stands among the open ones.');
  story.say(`${officer.name} closes the call before its last window, with a reason: “${reason}”`);
}
