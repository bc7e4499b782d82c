// Reviews: read without names, saved as they grow, handed in; then the discussion.
import { each } from './client.mjs';
import { signed } from './committees.mjs';
import { count, generator } from './story.mjs';

const within = (score) => Math.max(1, Math.min(9, Math.round(score)));

export async function reviews(scene) {
  const { api, story, size } = scene;
  story.step('Reviews');
  const merit = (application) => 2 + generator(application.i)() * 5;
  const severity = (who) => generator(1_000 + scene.reviewers.indexOf(who))() * 2 - 1;
  let handedIn = 0;
  let told;
  for (const one of scene.committees) {
    await each(one.members, async (who) => {
      const assigned = (await api.all(who, `${one.at}/assignments?state=assigned`)).filter(({ personId }) => personId === who.id); // prettier-ignore
      for (const [n, { applicationId, number }] of assigned.entries()) {
        const application = one.applications.find(({ id }) => id === applicationId);
        const random = generator(10_000 + application.i * 100 + scene.reviewers.indexOf(who));
        const opened = await api.ask(who, 'GET', `${one.at}/applications/${applicationId}`);
        const shown = [application.who.id, application.who.email, application.who.name, 'I am '];
        const leak = shown.find((name) => opened.text.includes(name));
        story.check(!opened.body.names && !leak, `${number} tells ${who.name} who applies: ${leak}.`);
        if (n === 0) await readCopy(scene, who, application, opened.body.content.files);
        const about = `${one.at}/applications/${applicationId}`;
        const begun = await api.ask(who, 'POST', `${about}/reviews`, { body: {} });
        const at = `${one.at}/reviews/${begun.body.id}`;
        const impact = within(merit(application) + severity(who) + random() * 2 - 1);
        const part = { criteria: { significance: impact }, critiques: { strengths: 'A question that matters' } };
        const saved = await api.ask(who, 'PUT', `${at}/answers`, { body: part, etag: begun.etag });
        if (!told) {
          const early = await api.ask(who, 'POST', `${at}/submit`, { etag: saved.etag, expect: 422 });
          const tab = await api.ask(who, 'PUT', `${at}/answers`, { body: part, etag: begun.etag, expect: 412 });
          told = { who, missing: early.body.errors.map(({ pointer }) => pointer.slice(1)), tab: tab.body.title, at };
        }
        const answers = {
          criteria: { significance: impact, approach: within(impact + (n % 2)), feasibility: within(impact + random() * 2 - 1) }, // prettier-ignore
          critiques: {
            strengths: `A question that matters to teachers, and learners take part in answering it.`,
            weaknesses: impact > 4 ? 'Measures are few, and a comparison is missing.' : 'The calendar is tight.',
            advice: 'Plan a pilot in the first term.',
            committee: 'I would fund it only with a pilot.',
          },
          overallImpact: impact,
        };
        const whole = await api.ask(who, 'PUT', `${at}/answers`, { body: answers, etag: saved.etag });
        await api.ask(who, 'POST', `${at}/submit`, { etag: whole.etag });
        handedIn++;
      }
    });
  }
  story.check(handedIn === 3 * scene.reviewed.length, `${handedIn} reviews are in, not ${3 * scene.reviewed.length}.`);
  const versions = (await api.ask(told.who, 'GET', `${told.at}/versions?limit=500`)).body.items;
  story.say(`${count(handedIn, 'review')} by ${count(size.reviewers - 1, 'reviewer')}, read without names: no name, address or author of a file reached a reviewer.`); // prettier-ignore
  story.say(`Handed in too early, one was told what it lacks (${told.missing.join(', ')}); a second tab: “${told.tab}”; ${versions.length} versions of it are kept.`); // prettier-ignore
}

/** The copy for reviewers, which says nothing of who made it; the file as it was sent is not theirs. */
async function readCopy({ api, story }, who, application, files) {
  const [file] = files;
  story.check(file, `${application.number} shows ${who.name} no plan.`);
  const at = `${application.at}/files/${file.id}`;
  const copy = await api.ask(who, 'GET', `${at}/copy`);
  const bytes = Buffer.from(copy.bytes);
  const utf16 = Buffer.from(application.who.name, 'utf16le').swap16();
  story.check(!bytes.includes(application.who.name) && !bytes.includes(utf16), `The copy of ${application.number}'s plan names its author.`); // prettier-ignore
  story.check(
    copy.headers.get('content-disposition').startsWith('attachment'),
    'A file opens as a page of the platform.',
  );
  await api.ask(who, 'GET', `${at}/content`, { expect: [403, 404] });
}

export async function discussion(scene) {
  const { api, story, size, officer } = scene;
  story.step('Discussion, and what is not discussed');
  for (const one of scene.committees) {
    await api.ask(one.chair, 'POST', `${one.at}/phase`, { body: { to: 'discussion' } });
    const pairs = await api.all(officer, `${one.at}/assignments?state=assigned`);
    const first = one.applications.find((application) => application !== one.conflicted.application);
    const [a, b] = pairs.filter(({ applicationId }) => applicationId === first.id).map(({ personId }) => one.members.find(({ id }) => id === personId)); // prettier-ignore
    await api.ask(a, 'POST', `${one.at}/applications/${first.id}/posts`, { body: { text: 'How would they know that it works?' } }); // prettier-ignore
    const thread = await api.ask(b, 'POST', `${one.at}/applications/${first.id}/posts`, { body: { text: 'They compare two cohorts; see the aims.' } }); // prettier-ignore
    story.check(thread.body.length === 2, `The thread of ${first.number} has ${thread.body.length} posts.`);

    const proposal = `${one.at}/not-discussed/proposal?share=${size.notDiscussed}`;
    const { applicationIds } = (await api.ask(officer, 'GET', proposal)).body;
    // where all stand level nothing is the worse half
    if (applicationIds.length === 0)
      applicationIds.push((await api.ask(officer, 'GET', `${one.at}/ranking`)).body.items.at(-1).applicationId);
    await api.ask(officer, 'PUT', `${one.at}/not-discussed`, { body: { applicationIds } });
    const { who, pulled } = await findable(scene, one, applicationIds);
    const reason = 'The method is new here and deserves a word.';
    await api.ask(who, 'POST', `${one.at}/applications/${pulled.applicationId}/pull-back`, { body: { reason } });
    const list = (await api.ask(officer, 'GET', `${one.at}/not-discussed`)).body.filter(
      ({ pulledBack }) => !pulledBack,
    );
    story.check(list.length === applicationIds.length - 1, `${one.name} does not discuss ${list.length}.`);
    story.say(`${one.name}: the officer proposes not to discuss ${applicationIds.length}; ${who.name} pulls ${pulled.number} back: “${reason}”`); // prettier-ignore
  }
}

/** Somebody who pulls an application back; where it is on the list, the one that another member must not know of. */
async function findable({ api, story }, one, applicationIds) {
  const wanted = applicationIds.find((id) => id === one.conflicted.application.id);
  const members = one.members.filter((who) => ![one.ill, one.chair, one.conflicted.who].includes(who));
  for (const who of members) {
    const list = (await api.ask(who, 'GET', `${one.at}/not-discussed`)).body;
    const pulled = list.find(({ applicationId }) => applicationId === (wanted ?? applicationId));
    if (pulled) return { who, pulled };
  }
  story.check(false, `No member of ${one.name} could pull an application back.`);
}

export async function certify(scene) {
  const { api } = scene;
  for (const one of scene.committees)
    await each(one.members.filter((who) => who !== one.ill), (who) => signed(api, one, who, 'after')); // prettier-ignore
}
