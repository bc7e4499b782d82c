import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { refuseUnusableName, type Source } from '../domain/source.js';
import { sourceColumns } from './get-source.js';

/** Makes a source with defaults before its first import, so that its settings can be set by then. */
@Injectable()
export class CreateSource {
  constructor(private readonly database: Database) {}

  async run(name: string): Promise<Source> {
    refuseUnusableName(name, '/name');
    const [source] = await this.database.query<Source>(
      `insert into sources (name) values ($1) on conflict do nothing returning ${sourceColumns}`,
      [name],
    );
    if (!source) throw coreProblems.refuse('already-exists', { kind: 'source', field: 'name' });
    return source;
  }
}
