import { Injectable } from '@nestjs/common';
import { isAddress, Mail, type Letter } from '@chiron/mail';
import { Database } from '@chiron/postgres';
import { Correspondence, type Wish } from '../domain/correspondence.js';
import { compose, type Language, type Template } from '../domain/letter.js';
import { PeopleFacts, type PersonFacts } from '../domain/people-facts.js';
import { nameOf } from '../domain/shown-name.js';
import { templateFor } from '../domain/standard-letters.js';
import { languagesAt } from './spoken-languages.js';

interface Spoken {
  readonly asked: string;
  readonly language: Language | null;
}

@Injectable()
export class PgCorrespondence extends Correspondence {
  constructor(
    private readonly database: Database,
    private readonly people: PeopleFacts,
    private readonly mail: Mail,
  ) {
    super();
  }

  override async write(wishes: readonly Wish[]): Promise<readonly string[]> {
    if (wishes.length === 0) return [];
    const ids = [...new Set(wishes.flatMap(({ personId }) => personId ?? []))];
    const addresses = [...new Set(wishes.flatMap(({ recipient }) => recipient?.email ?? []))];
    const [facts, languages, templates] = [
      await this.people.facts(ids),
      new Map([...(await this.languages(ids)), ...(await languagesAt(this.database, addresses))]),
      await this.templates(wishes),
    ];
    const unreachable = new Set<string>();
    const letters: Letter[] = [];
    for (const { key, kind, callId, values, notBefore, personId, recipient } of wishes) {
      const known = personId === undefined ? undefined : facts.get(personId);
      const to = recipient ? recipient.email : addressOf(known);
      if (to === undefined || !isAddress(to)) {
        if (personId !== undefined) unreachable.add(personId);
        continue;
      }
      const language = languages.get(personId ?? recipient.email) ?? templates.calls.get(callId ?? '') ?? 'en';
      const template = templateFor(kind, language, templates.own.get(`${callId} ${kind} ${language}`));
      const name = (recipient ? recipient.name : nameOf(known)) || to;
      letters.push({
        key, to, personId, language, kind, notBefore, ...compose(template, { name, ...values(language) }),
      }); // prettier-ignore
    }
    await this.database.transaction((tx) => this.mail.queue(tx, letters));
    return [...unreachable];
  }

  override cancel(keys: readonly string[]): Promise<void> {
    return this.database.transaction((tx) => this.mail.cancel(tx, keys));
  }

  override forget(addresses: readonly string[]): Promise<void> {
    return this.database.transaction((tx) => this.mail.forget(tx, addresses));
  }

  override async unreachable(personIds: readonly string[]): Promise<readonly string[]> {
    const facts = await this.people.facts([...new Set(personIds)]);
    return [...facts].filter(([, known]) => addressOf(known) === undefined).map(([id]) => id);
  }

  /** What people chose, under any of their names; as who they are read today, where they chose twice. */
  private async languages(ids: readonly string[]): Promise<Map<string, Language>> {
    const rows = await this.database.query<Spoken>(
      `select asked, (select p.language from mail_preferences p where p.person_id in (select aliases_of(asked))
                       order by p.person_id <> standing_of(asked), p.person_id limit 1) as language
         from unnest($1::uuid[]) as asked`,
      [ids],
    );
    return new Map(rows.flatMap(({ asked, language }) => (language ? [[asked, language] as const] : [])));
  }

  private async templates(
    wishes: readonly Wish[],
  ): Promise<{ own: Map<string, Template>; calls: Map<string, Language> }> {
    const ids = [...new Set(wishes.flatMap(({ callId }) => callId ?? []))];
    const rows = await this.database.query<Template & { call_id: string; kind: string; language: Language }>(
      'select call_id, kind, language, subject, body from letter_templates where call_id = any($1::uuid[])',
      [ids],
    );
    const calls = await this.database.query<{ id: string; language: string | null }>(
      `select id, settings #>> '{page,language}' as language from calls where id = any($1::uuid[])`,
      [ids],
    );
    return {
      own: new Map(rows.map((row) => [`${row.call_id} ${row.kind} ${row.language}`, row])),
      calls: new Map(calls.map(({ id, language }) => [id, language?.toLowerCase().startsWith('es') ? 'es' : 'en'])),
    };
  }
}

const addressOf = (facts: PersonFacts | undefined): string | undefined => facts?.emails.find(isAddress);
