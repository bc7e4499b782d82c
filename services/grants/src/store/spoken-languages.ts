import type { Database } from '@chiron/postgres';
import type { Language } from '../domain/letter.js';

/** What people chose who are known by these addresses; nothing of an address that several people have. By address. */
export async function languagesAt(database: Database, emails: readonly string[]): Promise<Map<string, Language>> {
  if (emails.length === 0) return new Map();
  const rows = await database.query<{ email: string; language: Language | null }>(
    `with known as (
       select asked as email, standing_of(r.person_id) as person
         from unnest($1::text[]) as asked
         join people_told p on lower(p.told ->> 'email') = lower(asked)
         join references_told r using (key) where r.person_id is not null group by 1, 2),
     one as (select email, min(person::text)::uuid as person from known group by email having count(*) = 1)
     select email, (select p.language from mail_preferences p where p.person_id in (select aliases_of(one.person))
                     order by p.person_id <> one.person, p.person_id limit 1) as language
       from one`,
    [emails],
  );
  return new Map(rows.flatMap(({ email, language }) => (language ? [[email, language] as const] : [])));
}
