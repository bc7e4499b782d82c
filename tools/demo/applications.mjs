// Full applications: autosave, team, chair, referee, budget, file; and what the officer looks at before review.
import { randomUUID } from 'node:crypto';
import { PDFDocument, StandardFonts } from '@cantoo/pdf-lib';
import { aimsOf, domain } from './cast.mjs';
import { each, until } from './client.mjs';
import { count, listed } from './story.mjs';

/** A plan as applicants write it; whoever makes a PDF leaves a name in its properties. */
async function plan(who, lines) {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  const page = pdf.addPage();
  lines.forEach((line, i) => page.drawText(line, { x: 50, y: 760 - 22 * i, size: 11, font }));
  pdf.setAuthor(who.name);
  return pdf.save();
}

/** The link of a letter to this address about this applicant. */
async function linkTo(scene, email, kind, applicant) {
  const { api } = scene;
  const letter = await until(`${email} had a letter`, async () => {
    const { body } = await api.ask('administrator', 'GET', `/mailbox?to=${encodeURIComponent(email)}&kind=${kind}`);
    return body.items.find(({ text }) => text.includes(applicant.name));
  });
  const found = /application-links\/([\w-]{43})/.exec(letter.text);
  scene.story.check(found, `The letter to ${email} has no link.`);
  return `/application-links/${found[1]}`;
}

export async function applications(scene) {
  const { api, story, size, callId, residents, reviewers } = scene;
  story.step(`${size.applications} full applications`);
  const mentor = reviewers.at(-2);
  scene.mentor = mentor;
  const told = { reads: 0, claims: 0, caps: [], incomplete: undefined };
  scene.applications = await each(
    scene.invited,
    async ({ id: letterId, number, who, i, title }) => {
      const begun = await api.ask(who, 'POST', '/applications', { body: { callId, stage: 'full', letterId }, key: `full-${i}` }); // prettier-ignore
      const { id } = begun.body;
      const at = `/applications/${id}`;
      story.check(
        begun.body.number === number,
        `${who.name}'s application is ${begun.body.number}, its letter ${number}.`,
      );

      // what the letter said stands in it already; every autosave is a version
      const carried = await api.ask(who, 'GET', `${at}/answers`);
      story.check(carried.body.answers.title === title, `${number} did not take over its letter's title.`);
      const first = await api.ask(who, 'PUT', `${at}/answers`, { body: { ...carried.body.answers, aims: 'First, ' }, etag: carried.etag }); // prettier-ignore
      const answers = {
        ...carried.body.answers,
        aims: aimsOf(i),
        about: `I am ${who.name} and teach in ${who.department}.`,
      };
      await api.ask(who, 'PUT', `${at}/answers`, { body: answers, etag: first.etag });
      if (i === 0) {
        const tab = await api.ask(who, 'PUT', `${at}/answers`, { body: { title: 'Other tab' }, etag: first.etag, expect: 412 }); // prettier-ignore
        told.tab = tab.body.detail;
        told.incomplete = (await api.ask(who, 'GET', `${at}/completeness`)).body.missing;
      }

      // the team: some with an account of their own, some by the link alone; and one who happens to be a reviewer
      const inside = i === 2 ? mentor : i % 2 === 0 ? residents[1 + i / 2] : undefined;
      const member = inside ?? { name: `Theo Lindqvist-${i}`, email: `theo${i}@partner.example` };
      const role = i === 2 ? 'mentor' : 'co-applicant';
      await api.ask(who, 'POST', `${at}/team`, { body: { name: member.name, email: member.email, role, contributions: ['investigation'] } }); // prettier-ignore
      const consent = await linkTo(scene, member.email, 'consent-link', who);
      if (inside) await api.ask(inside, 'POST', `${consent}/claim`);
      else await api.ask('public', 'POST', `${consent}/consent`, { body: { given: true } });
      told[inside ? 'claims' : 'reads']++;
      await api.ask(who, 'PUT', `${at}/team/applicant`, {
        body: { contributions: ['conceptualization', 'supervision'] },
      });

      // the budget: a cap that it breaks is told, and kept from being handed in
      const amount = 1_500_000 + (i % 9) * 50_000;
      const lines = (people) => [
        { id: randomUUID(), category: 'people', description: 'Half a coordinator', amountMinor: people, costShareMinor: 200_000, justification: 'Plans and runs the sessions.' }, // prettier-ignore
        { id: randomUUID(), category: 'materials', description: 'Cases and printing', amountMinor: 300_000 },
        { id: randomUUID(), category: 'travel', description: 'To the clinics', amountMinor: 100_000 },
      ];
      let budget = await api.ask(who, 'GET', `${at}/budget`);
      if (i % 10 === 3) {
        budget = await api.ask(who, 'PUT', `${at}/budget`, { body: { lines: lines(2_300_000) }, etag: budget.etag });
        story.check(budget.body.missing.length > 0, `${number} may ask for more than the call gives.`);
        told.caps.push(budget.body.missing[0].detail);
      }
      budget = await api.ask(who, 'PUT', `${at}/budget`, { body: { lines: lines(amount) }, etag: budget.etag });
      story.check(
        budget.body.missing.length === 0,
        `${number}'s budget is at fault: ${budget.body.missing[0]?.detail}`,
      );

      // the chair of the department approves the very budget, a referee writes a letter that the applicant never reads
      const chair = { name: 'Head of Department', email: `head.${who.department.replaceAll(' ', '').toLowerCase()}@${domain}`, department: who.department }; // prettier-ignore
      await api.ask(who, 'POST', `${at}/approval`, { body: chair });
      const approval = await linkTo(scene, chair.email, 'approval-link', who);
      const shown = (await api.ask('public', 'GET', approval)).body.asked.budget;
      await api.ask('public', 'POST', `${approval}/approval`, {
        body: { approved: true, budgetRevision: shown.revision },
      });
      const referee = { name: 'Prof. Ingrid Halvorsen', email: `referee${i}@letters.example`, relation: 'Head of the clinic where I trained' }; // prettier-ignore
      const reference = (await api.ask(who, 'POST', `${at}/references`, { body: referee })).body;
      const letter = await linkTo(scene, referee.email, 'reference-link', who);
      await api.ask('public', 'POST', `${letter}/letter`, {
        body: { text: 'One of the most thoughtful teachers I know.' },
      });
      if (i === 0) {
        await api.ask(who, 'GET', `${at}/references/${reference.id}/letter`, { expect: [403, 404] });
        story.check(!(await api.ask(who, 'GET', `${at}/references`)).text.includes('thoughtful'), 'An applicant reads a waived letter.'); // prettier-ignore
      }
      if (i === 3) await api.ask(who, 'POST', `${at}/declared-conflicts`, { body: { name: reviewers[6].name, email: reviewers[6].email, kind: 'competing', note: 'We compete for the same clinic.' } }); // prettier-ignore

      // one plan names its author in the text
      const text = ['Plan of the project', 'Sessions, measures and a calendar for one year.', ...(i === 0 ? [`Prepared by Dr. ${who.name}`] : [])]; // prettier-ignore
      const file = await api.ask(who, 'POST', `${at}/files?field=plan&name=plan.pdf`, { body: await plan(who, text), type: 'application/pdf', key: `plan-${i}` }); // prettier-ignore
      await api.act(who, 'POST', `${at}/submit`, { key: `submit-${i}` });
      return { id, number, who, i, title, fileId: file.body.id, at };
    },
    3,
  );
  story.say(`Each began from its letter: title, topics and abstract stood in it. Of ${scene.applications[0].number} a second tab that was behind was told so: ${told.tab}`); // prettier-ignore
  story.say(`Before anything else was there, the list of what is missing said: ${listed(told.incomplete.map(({ pointer, detail }) => `${pointer.replace(/^\/(answers\/)?/, '')} ${detail}`))}.`); // prettier-ignore
  story.say(`${count(told.claims + told.reads, 'member')} of teams consented by link, ${told.claims} of them signed in. The heads of department approved the budgets; each referee's letter came, and no applicant reads it.`); // prettier-ignore
  if (told.caps.length > 0) story.say(`${count(told.caps.length, 'budget')} broke a cap at first and ${told.caps.length === 1 ? 'was' : 'were'} told where: “${told.caps[0]}”`); // prettier-ignore
  const seen = await api.all(scene.officer, `/applications?callId=${callId}&stage=full&state=submitted`);
  story.check(
    seen.length === size.applications,
    `${seen.length} applications are handed in, not ${size.applications}.`,
  );
  story.say(`${count(seen.length, 'application')} are handed in.`);
}

const blindingOf = ({ api, officer }, one) =>
  until(`${one.number} was checked for names`, async () => {
    const { body } = await api.ask(officer, 'GET', `${one.at}/blinding`);
    return ['clear', 'blocked'].includes(body.state) && body;
  });

export async function blinding(scene) {
  const { api, story, officer } = scene;
  story.step('Anonymous review: what names the team is found before anybody reviews');
  const checked = await each(scene.applications, async (one) => ({ one, found: await blindingOf(scene, one) }));
  const blocked = checked.filter(({ found }) => found.state === 'blocked');
  story.say(`Answers, budgets, file names and PDFs of ${count(checked.length, 'application')} were searched; ${blocked.length} name somebody.`); // prettier-ignore
  for (const { one, found } of blocked) {
    const [finding] = found.findings.filter(({ state }) => state === 'open');
    const where = finding.place.part ?? finding.place.pointer ?? finding.place.in;
    story.say(`${one.number}: ${finding.kind} “${finding.written}” in ${finding.place.in} (${where}).`);
  }
  const numbers = blocked.map(({ one }) => one.i).sort();
  story.check(
    numbers.join() === '0,1',
    `Findings stand in ${numbers.length} applications, not in the two that name somebody.`,
  );

  const [named, young] = [scene.applications[0], scene.applications[1]];
  const ready = { complete: { holds: true }, eligible: { holds: true }, responsive: { holds: true } };
  const refused = await api.act(officer, 'PUT', `${named.at}/administrative-review`, { read: named.at, body: ready, expect: 409 }); // prettier-ignore
  story.say(`Sent to review as it is, ${named.number} would be refused: ${refused.body.title}`);
  const dueAt = new Date(Date.now() + 7 * 86_400_000).toISOString();
  await api.act(officer, 'POST', `${named.at}/return`, { body: { reason: 'Your plan names you. Please send one that does not.', dueAt } }); // prettier-ignore
  await api.ask(named.who, 'DELETE', `${named.at}/files/${named.fileId}`);
  const text = ['Plan of the project', 'Sessions, measures and a calendar for one year.'];
  const file = await api.ask(named.who, 'POST', `${named.at}/files?field=plan&name=plan.pdf`, { body: await plan(named.who, text), type: 'application/pdf' }); // prettier-ignore
  named.fileId = file.body.id;
  await api.act(named.who, 'POST', `${named.at}/submit`);
  const clear = await until(`${named.number} was clear`, async () => {
    const { body } = await api.ask(officer, 'GET', `${named.at}/blinding`);
    return body.state === 'clear' && body;
  });
  story.check(
    clear.findings.every(({ state }) => state === 'resolved'),
    `A finding of ${named.number} is not resolved.`,
  );
  story.say(
    `${named.number} was returned for revision; ${named.who.name} sent another plan, and the finding is resolved.`,
  );

  const reason = 'The title speaks of young teachers; it names nobody.';
  for (const { id, state } of blocked.find(({ one }) => one === young).found.findings)
    if (state === 'open')
      await api.ask(officer, 'PUT', `${young.at}/blinding/findings/${id}/waiver`, { body: { reason } });
  story.check((await blindingOf(scene, young)).state === 'clear', `${young.number} is not clear.`);
  story.say(`${young.number} stays as it is: ${officer.name} let the finding pass, “${reason}”`);
}

export async function administrativeReview(scene) {
  const { api, story, size, officer, callId } = scene;
  story.step('Administrative review: complete, eligible, responsive');
  const returned = scene.applications.slice(-size.returned);
  const reason = 'The project teaches patients, not learners; the call is for teaching learners.';
  await each(scene.applications, (one) => {
    const gone = returned.includes(one);
    const body = { complete: { holds: true }, eligible: { holds: true }, responsive: { holds: !gone }, ...(gone && { reason }) }; // prettier-ignore
    return api.act(officer, 'PUT', `${one.at}/administrative-review`, { read: one.at, body });
  });
  const looked = await api.all(officer, `/calls/${callId}/administrative-reviews`);
  const of = (outcome) => looked.filter(({ review }) => review?.outcome === outcome).length;
  story.check(of('accepted') === size.applications - size.returned, `${of('accepted')} applications go to review.`);
  story.check(
    looked.every(({ review }) => review),
    'An application was not looked at.',
  );
  const [one] = returned;
  const told = (await api.ask(one.who, 'GET', `${one.at}/administrative-review`)).body;
  story.check(
    told.reason === reason && told.by === undefined,
    `${one.who.name} does not read why, or reads who looked.`,
  );
  story.say(`${of('accepted')} go to review; ${of('returned-without-review')} are returned without review, and read why: “${told.reason}”`); // prettier-ignore
  scene.reviewed = scene.applications.filter((other) => !returned.includes(other));
}
