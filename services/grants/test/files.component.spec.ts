import { once } from 'node:events';
import { request, type IncomingMessage, type Server } from 'node:http';
import { eventually } from '@chiron/testing';
import { uuidv7 } from 'uuidv7';
import { mediaTypes } from '../src/domain/file-reading.js';
import { pointers, problem } from './applying.js';
import { publishedCall } from './calls-made.js';
import { bytesOf, docxOf, jpegOf, pdfOf, pngOf } from './documents.js';
import { filing, filingForm, type Filing } from './filing.js';
import { runningGrants, type RunningGrants } from './running-grants.js';

let grants: RunningGrants;
let at: Filing;
let pdf: Uint8Array;
beforeAll(async () => {
  grants = await runningGrants();
  at = await filing(grants);
  pdf = await (await pdfOf('The plan')).save();
});
afterAll(() => grants.close());

describe('a file for a draft', () => {
  it('is taken for what its content is, and comes back byte for byte as something to keep', async () => {
    const { me, id } = await at.draft();
    const added = await at.add(me, id, '../../Plán “final”.txt', pdf, { type: 'application/octet-stream' });
    expect(added.status).toBe(201);
    expect(added.body).toMatchObject({
      field: 'plan',
      name: 'Plán “final”.txt.pdf',
      kind: 'pdf',
      mediaType: mediaTypes.pdf,
      size: pdf.length,
      addedBy: me.personId,
    });
    const location = added.headers.get('location')!.replace('/api/v1', '');
    expect((await grants.call(me, 'GET', location)).body).toMatchObject({ id: added.body.id, field: 'plan' });
    const content = await grants.call(me, 'GET', `${location}/content`);
    expect(Buffer.from(content.bytes)).toEqual(Buffer.from(pdf));
    expect(Object.fromEntries(content.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="Pl_n _final_.txt.pdf"; filename*=UTF-8''Pl%C3%A1n%20%E2%80%9Cfinal%E2%80%9D.txt.pdf`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    });
  });

  it('may be a Word document, a PNG or a JPEG', async () => {
    const { me, id } = await at.draft();
    const word = await at.add(me, id, 'plan', docxOf('<w:p/>'), { type: mediaTypes.docx });
    const picture = await at.add(me, id, 'scan.jpeg', jpegOf(), { type: mediaTypes.png, field: 'pictures' });
    expect([word.body.name, picture.body.name, picture.body.kind]).toEqual(['plan.docx', 'scan.jpeg', 'jpeg']);
    const { body } = await grants.call(me, 'GET', `/applications/${id}/files`);
    expect(body.items.map(({ field }: { field: string }) => field)).toEqual(['pictures', 'plan']);
  });

  it('is refused where its content is none of the kinds that the field takes, whatever it is called', async () => {
    const { me, id } = await at.draft();
    const web = await at.add(me, id, 'plan.pdf', bytesOf('<script>alert(1)</script>'));
    expect(problem(web)).toEqual([415, '/problems#file-kind-refused']);
    const picture = await at.add(me, id, 'plan.pdf', pngOf());
    expect(problem(picture)).toEqual([415, '/problems#file-kind-refused']);
    expect(picture.body.detail).toContain('it is png; taken here: pdf, docx');
    const typed = await at.add(me, id, 'plan.pdf', pdf, { type: 'text/html' });
    expect(problem(typed)).toEqual([415, '/problems#unsupported-media-type']);
    expect((await grants.call(me, 'GET', `/applications/${id}/files`)).body).toEqual({ items: [] });
  });

  it('may have as many bytes as the field says, and not one more', async () => {
    const { me, id } = await at.draft();
    const jpeg = (bytes: number) => Buffer.concat([jpegOf(), Buffer.alloc(bytes - jpegOf().length)]);
    const picture = { type: mediaTypes.jpeg, field: 'pictures' };
    const large = await at.add(me, id, 'a', jpeg(1_001), picture);
    expect(problem(large)).toEqual([413, '/problems#payload-too-large']);
    expect(large.body.detail).toContain('1000 bytes');
    expect((await at.add(me, id, 'a', jpeg(1_000), picture)).status).toBe(201);
  });

  it('is refused where it is empty, without a name, or for no field for files', async () => {
    const { me, id } = await at.draft();
    expect(problem(await at.add(me, id, 'a', new Uint8Array()))).toEqual([400, '/problems#file-empty']);
    const nameless = await at.add(me, id, 'x/..', pdf);
    expect([nameless.status, nameless.body.errors[0].pointer]).toEqual([400, '?name']);
    const field = await at.add(me, id, 'a', pdf, { field: 'title' });
    expect([...problem(field), field.body.errors[0].pointer]).toEqual([400, '/problems#file-field-unknown', '?field']);
    const unnamed = await grants.call(me, 'POST', `/applications/${id}/files`, {
      body: pdf,
      headers: { 'content-type': mediaTypes.pdf },
    });
    expect(unnamed.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toContain('?field');
  });

  it('that the form asks for is missing until it is there', async () => {
    const callId = await publishedCall(grants, at.officer.personId, {
      full: { ...filingForm, required: ['title', 'plan'] },
    });
    const personId = await at.person();
    const me = { personId };
    const id = (await at.start(personId, { callId })).body.id as string;
    await at.save(me, id, 0, { title: 'A title' });
    const early = await at.act(me, id, 'submit');
    expect([...problem(early), ...pointers(early)]).toEqual([422, '/problems#application-incomplete', '/answers/plan']);
    await at.add(me, id, 'plan', pdf);
    expect((await at.act(me, id, 'submit')).status).toBe(200);
  });

  it('that is cut off on its way leaves nothing', async () => {
    const { me, id } = await at.draft();
    const token = await grants.issuer.token({ scopes: ['self'], personId: me.personId });
    const server = grants.service.app.getHttpServer() as Server;
    const received = once(server, 'request') as Promise<[IncomingMessage]>;
    const cut = request(`${grants.service.url}/api/v1/applications/${id}/files?field=plan&name=plan`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': mediaTypes.pdf, 'content-length': pdf.length },
    }).on('error', () => undefined);
    cut.flushHeaders();
    const [{ socket }] = await received;
    const headers = socket.bytesRead;
    cut.write(pdf.slice(0, 300));
    await eventually('its beginning has come', () => expect(socket.bytesRead).toBe(headers + 300));
    const over = new Promise((resolve) => socket.once('close', resolve));
    cut.destroy();
    await over;
    expect((await grants.call(me, 'GET', `/applications/${id}/files`)).body).toEqual({ items: [] });
    expect((await at.add(me, id, 'plan', pdf)).status).toBe(201);
  });

  it('may join while the field has room, also when several are sent at once', async () => {
    const { me, id } = await at.draft();
    const sent = await Promise.all(Array.from({ length: 5 }, (_, i) => at.add(me, id, `plan ${i}`, pdf)));
    expect(sent.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409, 409]);
    expect(problem(sent.find(({ status }) => status === 409)!)).toEqual([409, '/problems#file-limit']);
  });

  it('sent again under its key is one file; under the same key with another content it is refused', async () => {
    const { me, id } = await at.draft();
    const key = uuidv7();
    const first = await at.add(me, id, 'plan', pdf, { key });
    const again = await at.add(me, id, 'plan', pdf, { key });
    expect([again.status, again.body.id, again.headers.get('idempotency-replayed')]).toEqual([
      201,
      first.body.id,
      'true',
    ]);
    const other = await at.add(me, id, 'plan', docxOf('<w:p/>'), { key });
    expect(problem(other)).toEqual([422, '/problems#idempotency-key-reused']);
  });

  it('is renamed and taken out while it is a draft, and neither once it was handed in', async () => {
    const { me, id } = await at.draft();
    const one = (await at.add(me, id, 'one', pdf)).body.id as string;
    const two = (await at.add(me, id, 'two', pdf)).body.id as string;
    const path = `/applications/${id}/files`;
    const renamed = await grants.call(me, 'PATCH', `${path}/${one}`, { body: { name: 'Research plan.pdf' } });
    expect([renamed.status, renamed.body.name]).toEqual([200, 'Research plan.pdf']);
    expect((await grants.call(me, 'DELETE', `${path}/${two}`)).status).toBe(204);
    expect((await grants.call(me, 'GET', `${path}/${two}/content`)).status).toBe(404);
    await at.save(me, id, 0, { title: 'A title' });
    expect((await at.act(me, id, 'submit')).status).toBe(200);
    expect(problem(await grants.call(me, 'DELETE', `${path}/${one}`))).toEqual([
      409,
      '/problems#application-not-editable',
    ]);
    expect(problem(await grants.call(me, 'PATCH', `${path}/${one}`, { body: { name: 'x' } }))[0]).toBe(409);
    expect(problem(await at.add(me, id, 'three', pdf))).toEqual([409, '/problems#application-not-editable']);
    expect((await grants.call(me, 'GET', `${path}/${one}/content`)).status).toBe(200);
  });

  it('of somebody else is not there for others, by the very words of one that is missing', async () => {
    const { me, id } = await at.draft();
    const { body } = await at.add(me, id, 'plan', pdf);
    const stranger = { personId: await at.person() };
    for (const path of [
      `/applications/${id}/files`,
      `/applications/${id}/files/${body.id}`,
      `/applications/${id}/files/${body.id}/content`,
      `/applications/${id}/files/${body.id}/copy`,
    ]) {
      const hidden = await grants.call(stranger, 'GET', path);
      const missing = uuidv7();
      const none = await grants.call(stranger, 'GET', path.replace(id, missing));
      const plain = ({ text }: { text: string }) =>
        text
          .replaceAll(id, '')
          .replaceAll(missing, '')
          .replace(/"instance":"[^"]*"/, '');
      expect([hidden.status, plain(hidden)]).toEqual([404, plain(none)]);
    }
    expect((await at.add(stranger, id, 'mine', pdf)).status).toBe(404);
    expect((await at.add('public', id, 'mine', pdf)).status).toBe(401);
    const drafts = await grants.call(at.officer, 'GET', `/applications/${id}/files`);
    expect(drafts.status).toBe(403);
    expect((await at.add({ scopes: ['grants:administer'] }, id, 'mine', pdf)).status).toBe(403);
  });
});
