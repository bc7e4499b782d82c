// From the votes to the announcement: ranking, a tie at the line, budget, recommendation, decision.
import { each } from './client.mjs';
import { count, listed, money } from './story.mjs';

const rankingOf = async ({ api, officer }, one) => (await api.ask(officer, 'GET', `${one.at}/ranking`)).body;

export async function ranking(scene) {
  const { api, story, officer, size } = scene;
  story.step('The ranking, and a tie at the funding line');
  const line = size.grants / size.committees;
  for (const [c, one] of scene.committees.entries()) {
    await api.ask(officer, 'POST', `${one.at}/phase`, { body: { to: 'decision' } });
    const before = await rankingOf(scene, one);
    story.check(before.scoreOfRecord === 'vote', `The score of record is ${before.scoreOfRecord}.`);
    const best = before.items[0];
    story.say(`${one.name}: first is ${best.number}, ${best.scoreOfRecord} points by vote (10 best, 90 worst); raw mean ${best.figures.mean.toFixed(2)}, adjusted ${best.figures.adjusted.toFixed(2)}, rank ${best.figures.interval[0]} to ${best.figures.interval[1]} of ${before.items.length} at ${Math.round(before.level * 100)} %.`); // prettier-ignore
    const [last, next] = [before.items[line - 1], before.items[line]];
    story.check(last.level && next.scoreOfRecord === last.scoreOfRecord, `${one.name} has no tie at place ${line}.`);
    const level = before.items.filter(({ scoreOfRecord }) => scoreOfRecord === last.scoreOfRecord);
    const numbers = listed(level.map(({ number }) => number));
    const applicationIds = level.map(({ applicationId }) => applicationId);
    const lot = c === 0;
    const body = lot
      ? { byWay: 'lot', applicationIds, seed: 20270315, reason: 'The committee found no difference between them.' }
      : { byWay: 'discussion', applicationIds: [...applicationIds].reverse(), reason: 'The first reaches learners in three counties.' }; // prettier-ignore
    const decided = (await api.ask(one.chair, 'POST', `${one.at}/ties`, { body })).body;
    const after = await rankingOf(scene, one);
    const place = after.items.slice(line - 1, line + 1).map(({ applicationId }) => applicationId);
    story.check(
      decided.applications.slice(0, 2).join() === place.join(),
      'The ranking does not follow what was decided.',
    );
    story.check(!after.items[line - 1].level, `${one.name} still has a tie at the line.`);
    const winner = after.items[line - 1].number;
    story.say(
      lot
        ? `${numbers} stand level at place ${line} with ${last.scoreOfRecord} points. A lot with the published seed ${decided.seed} puts ${winner} first: “${decided.reason}”` // prettier-ignore
        : `${numbers} stand level at place ${line} with ${last.scoreOfRecord} points. By discussion ${winner} goes first: “${decided.reason}”`, // prettier-ignore
    );
    one.ranking = after.items;
  }
}

export async function budget(scene) {
  const { api, story, officer, size } = scene;
  story.step('The budget slider');
  const line = size.grants / size.committees;
  for (const one of scene.committees) {
    const rule = { budget: line * 2_400_000, atTheLine: 'stop', grants: line };
    await api.ask(one.chair, 'PUT', `${one.at}/funding`, { body: rule });
    const all = (await api.ask(officer, 'POST', `${one.at}/funding/try`, { body: {} })).body.outcome;
    const half = (await api.ask(officer, 'POST', `${one.at}/funding/try`, { body: { rule: { ...rule, budget: rule.budget / 2 } } })).body; // prettier-ignore
    story.check(
      all.funded.length === line && all.line === line,
      `${one.name} can fund ${all.funded.length}, not ${line}.`,
    );
    story.check(half.change.lost.length === line - half.outcome.funded.length, 'The slider counts wrongly what half the money loses.'); // prettier-ignore
    story.say(`${one.name}: ${money(rule.budget)} fund ${all.funded.length} and leave ${money(all.left)}; half of it would fund ${half.outcome.funded.length} and lose ${half.change.lost.length}. ${count(all.bubble.length, 'application')} could as well lie on the other side of the line.`); // prettier-ignore
    one.funded = all.funded;
  }
}

export async function summaries(scene) {
  const { api, story } = scene;
  story.step('Summary statements and minutes');
  let approved = 0;
  for (const one of scene.committees) {
    await each(one.applications, async ({ id }) => {
      const at = `${one.at}/applications/${id}/summary`;
      const drafted = await api.ask(one.chair, 'POST', `${at}/draft`, { body: {} });
      story.check(!drafted.text.includes('I would fund it only'), 'What is for the committee alone is in a summary.');
      await api.ask(one.chair, 'POST', `${at}/approve`, { etag: drafted.etag });
      approved++;
    });
    const minutes = await api.ask(one.chair, 'POST', `${one.at}/minutes/draft`, { body: {} });
    const done = (await api.ask(one.chair, 'POST', `${one.at}/minutes/approve`, { etag: minutes.etag })).body;
    story.say(`${one.name}: the minutes have ${count(done.paragraphs.length, 'paragraph')}. The first: “${done.paragraphs[0].text}”`); // prettier-ignore
  }
  story.say(
    `${count(approved, 'summary', 'summaries')} of strengths, weaknesses and advice drafted from the critiques and approved.`,
  );
}

export async function recommendation(scene) {
  const { api, story, callId } = scene;
  story.step('The committees recommend');
  for (const one of scene.committees) {
    const items = one.ranking.map(({ applicationId, notDiscussed, decidedBy }, i) => {
      const paid = one.funded.find(({ application }) => application === applicationId);
      const outcome = paid ? 'fund' : notDiscussed ? 'decline' : 'revise';
      return { applicationId, place: i + 1, outcome, ...(paid && { amountMinor: paid.amount }), ...(decidedBy && { note: `Placed by ${decidedBy}.` }) }; // prettier-ignore
    });
    const kept = (await api.ask(one.chair, 'PUT', `/calls/${callId}/recommendations/${one.id}`, { body: { items } })).body.items; // prettier-ignore
    const of = (outcome) => kept.filter((item) => item.outcome === outcome);
    const sum = of('fund').reduce((total, { amountMinor }) => total + amountMinor, 0);
    story.check(kept.length === one.applications.length, `${one.name} recommends on ${kept.length} applications.`);
    story.say(`${one.name}: fund ${of('fund').length} (${money(sum)}), revise ${of('revise').length}, decline ${of('decline').length}.`); // prettier-ignore
    one.recommended = kept;
  }
}

export async function decision(scene) {
  const { api, story, officer, dean, callId, size } = scene;
  story.step(`${dean.name} decides`);
  const at = `/calls/${callId}`;
  const read = `${at}/decisions`;
  const dry = (await api.act(officer, 'PUT', `${read}?dryRun=true`, { read, body: {} })).body.plan;
  story.check(dry.funded === size.grants && dry.faults.length === 0 && dry.open.length === 0, `As recommended, ${dry.funded} would be funded: ${dry.faults.map(({ detail }) => detail).join(' ')}`); // prettier-ignore
  story.say(`As the committees recommend, ${dry.funded} grants of ${money(dry.totalMinor)} in all; ${money(dry.leftMinor)} are left.`); // prettier-ignore

  // the loser of the lot goes before the last of the other committee
  const line = size.grants / size.committees;
  const [first, second] = scene.committees;
  const [up, down] = [first.ranking[line], second.ranking[line - 1]];
  const { amountMinor } = await askedFor(scene, up.applicationId);
  const items = dry.items.map(({ applicationId, outcome, amountMinor: sum }) =>
    applicationId === up.applicationId
      ? { applicationId, outcome: 'fund', amountMinor }
      : applicationId === down.applicationId
        ? { applicationId, outcome: 'revise' }
        : { applicationId, outcome, ...(sum !== null && { amountMinor: sum }) },
  );
  const mute = await api.act(dean, 'PUT', read, { read, body: { items }, expect: 400 });
  story.check(mute.body.errors.length === 2, 'Departing from the order needs no reason.');
  story.say(`${dean.name} departs from the order once: ${up.number}, which lost by lot, is funded in place of ${down.number}. Without a reason it is refused: each “${mute.body.errors[0].detail}”.`); // prettier-ignore
  const reason = 'It lost by a lot alone, and no other grant of this round reaches nursing learners.';
  const said = items.map((item) => ([up.applicationId, down.applicationId].includes(item.applicationId) ? { ...item, reason } : item)); // prettier-ignore
  const prepared = (await api.act(dean, 'PUT', read, { read, body: { items: said } })).body.plan;
  story.check(prepared.items.filter(({ departs }) => departs).length === 2, 'The departure does not show.');
  story.say(`With its reason, on record: “${reason}”`);
  await api.act(officer, 'POST', `${read}/decide`, { read, expect: 403 });
  const decided = (await api.act(dean, 'POST', `${read}/decide`, { read })).body;
  story.check(decided.state === 'decided' && decided.decidedBy === dean.id, `The round is “${decided.state}”.`);
  story.say(`Decided: ${decided.plan.funded} grants, ${money(decided.plan.totalMinor)}; ${money(decided.plan.leftMinor)} are left. ${officer.name} may not decide: 403.`); // prettier-ignore
  const winner = scene.applications.find(({ id }) => id === first.ranking[0].applicationId);
  await api.ask(winner.who, 'GET', `${winner.at}/outcome`, { expect: 404 });
  story.say(`Nobody is told yet: ${winner.who.name} asks for the outcome of ${winner.number} and finds nothing, 404.`);
  Object.assign(scene, { up, down, winner, decided });
}

/** What an application asks for, as its budget says. */
async function askedFor({ api, officer }, applicationId) {
  const { body } = await api.ask(officer, 'GET', `/applications/${applicationId}/budget`);
  return { amountMinor: body.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0) };
}

export async function announcement(scene) {
  const { api, story, officer, callId, size, reviewers } = scene;
  story.step('The announcement, all at once');
  const at = `/calls/${callId}`;
  const read = `${at}/decisions`;
  const other = scene.applications.find(({ id }) => id === scene.down.applicationId);
  const spanish = scene.winner.who;
  const preference = await api.ask(spanish, 'GET', '/mailbox/preferences');
  await api.ask(spanish, 'PUT', '/mailbox/preferences', {
    body: { language: 'es', digest: true },
    etag: preference.etag,
  });
  const rehearsed = (await api.act(officer, 'POST', `${at}/announcement?dryRun=true`, { read, body: {} })).body;
  story.check(rehearsed.state === 'decided' && rehearsed.unreachable.length === 0, `Nobody could reach ${rehearsed.unreachable.join(', ')}.`); // prettier-ignore
  const announced = (await api.act(officer, 'POST', `${at}/announcement`, { read, body: {}, key: 'announce-2027' }))
    .body;
  story.check(announced.state === 'announced' && announced.plan.funded === size.grants, `The round is “${announced.state}” with ${announced.plan.funded} grants.`); // prettier-ignore
  const letters = {};
  for (const kind of ['fund', 'revise', 'decline']) letters[kind] = await api.all('administrator', `/mailbox?kind=decision-${kind}`); // prettier-ignore
  story.check(
    letters.fund.length === size.grants,
    `${letters.fund.length} letters tell of a grant, not ${size.grants}.`,
  );
  const sum = Object.values(letters).reduce((total, { length }) => total + length, 0);
  story.check(sum === scene.reviewed.length, `${sum} letters went out for ${scene.reviewed.length} applications.`);
  story.say(`${announced.plan.funded} grants are announced. Letters: ${letters.fund.length} with a grant, ${letters.revise.length} asked to revise, ${letters.decline.length} declined.`); // prettier-ignore
  const es = letters.fund.find(({ personId }) => personId === spanish.id);
  story.check(es?.language === 'es', `${spanish.name} is not written to in Spanish.`);
  story.say(`${spanish.name} asked for letters in Spanish: “${es.subject}”`);

  for (const one of [scene.winner, other]) {
    const told = await api.ask(one.who, 'GET', `${one.at}/outcome`);
    const leak = reviewers.find((who) => told.text.includes(who.id) || told.text.includes(who.name));
    story.check(!leak, `${one.who.name} reads who reviewed: ${leak?.name}.`);
    story.check(told.body.critiques.length === 3 && told.body.summary, `${one.number} has no summary, or not three critiques.`); // prettier-ignore
    story.check(
      !told.text.includes('nursing learners'),
      'An applicant reads why the approver departed from the order.',
    );
    const amount = told.body.amountMinor === null ? '' : ` of ${money(told.body.amountMinor, told.body.currency)}`;
    story.say(`${one.who.name} reads of ${one.number}: ${told.body.outcome}${amount}, a summary and ${told.body.critiques.length} critiques without names. “${told.body.summary.strengths.split('\n')[0]}”`); // prettier-ignore
  }
  scene.announced = announced;
}
