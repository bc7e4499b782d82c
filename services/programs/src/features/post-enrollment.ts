import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { programsProblems, receiptCodes } from '@chiron/contracts/programs';
import { PostedRows, type PostedOutcome, type PostedRow } from '../domain/posted-rows.js';

/** An institutional system posts one enrollment; it is planned by the same rules as a row of an import. */
@Injectable()
export class PostEnrollment {
  constructor(private readonly rows: PostedRows) {}

  async run(source: string, row: PostedRow): Promise<PostedOutcome> {
    const posted = await this.rows.post(source, row);
    if (posted.outcome === 'rejected') throw refusalOf(posted);
    return posted;
  }
}

const pointers: Record<string, string> = {
  person: '/person/sourcedId',
  offering: '/offering/sourcedId',
  email: '/person/email',
  orcid: '/person/orcid',
};

function refusalOf({ code, field, enrollment }: PostedOutcome): Error {
  const errors = [
    {
      pointer: field === null ? '' : (pointers[field] ?? `/${field}`),
      detail: code ? receiptCodes[code] : 'is not usable',
    },
  ];
  if (code === 'duplicate-enrollment')
    return programsProblems.refuse('enrollment-exists', { id: enrollment?.id ?? null }, errors);
  if (code === 'unknown-offering') return programsProblems.refuse('offering-unknown', {}, errors);
  if (code === 'dates-reversed') return programsProblems.refuse('dates-reversed', {}, errors);
  return coreProblems.refuse('validation-failed', {}, errors);
}
