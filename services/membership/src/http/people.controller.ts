import { Body, Controller, Delete, Get, Header, Headers, HttpCode, Param, Patch, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiPermanentRedirectResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { coreProblems, parseOrcid } from '@chiron/contracts/core';
import { CurrentCaller, etag, IdParam, Idempotent, Permit, requireMatch, type Caller } from '@chiron/http';
import { CorrectPerson } from '../features/correct-person.js';
import { GetPerson } from '../features/get-person.js';
import { ListPeople } from '../features/list-people.js';
import { WithdrawCorrection } from '../features/withdraw-correction.js';
import {
  CorrectionPath,
  CorrectPersonBody,
  MovedPerson,
  PeopleFilter,
  PeoplePage,
  PersonDetail,
} from './person-shapes.js';

const ifMatch = { name: 'If-Match', required: true, description: 'the ETag of the person as you read it' };

@ApiTags('people')
@Controller('api/v1/people')
export class PeopleController {
  constructor(
    private readonly listPeople: ListPeople,
    private readonly getPerson: GetPerson,
    private readonly correctPerson: CorrectPerson,
    private readonly withdrawCorrection: WithdrawCorrection,
  ) {}

  @Get()
  @Permit('people:read')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Find people by name, reference, ORCID iD or e-mail address' })
  @ApiOkResponse({ type: PeoplePage })
  list(@Query() { source, sourcedId, orcid, ...query }: PeopleFilter): Promise<PeoplePage> {
    return this.listPeople.run({
      ...query,
      ...(source !== undefined && sourcedId !== undefined && { reference: { source, sourcedId } }),
      ...(orcid !== undefined && { orcid: readOrcid(orcid) }),
    });
  }

  @Get(':id')
  @Permit('people:read', 'self')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'One person; a person may read themselves' })
  @ApiOkResponse({ type: PersonDetail })
  @ApiPermanentRedirectResponse({ type: MovedPerson, description: 'merged into another record' })
  get(
    @IdParam() id: string,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PersonDetail | MovedPerson> {
    return this.answer(id, caller, reply);
  }

  @Patch(':id')
  @Permit('people:write')
  @Idempotent()
  @ApiHeader(ifMatch)
  @ApiOperation({ summary: 'Correct a person', description: 'Corrected fields win over every later delivery.' })
  @ApiOkResponse({ type: PersonDetail })
  async correct(
    @IdParam() id: string,
    @Body() values: CorrectPersonBody,
    @Headers('if-match') match: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PersonDetail | MovedPerson> {
    const expected = (revision: number): void => requireMatch(match, revision);
    await this.correctPerson.run({ personId: id, values, by: caller.subject, expected });
    return this.answer(id, caller, reply);
  }

  @Delete(':id/corrections/:field')
  @HttpCode(200)
  @Permit('people:write')
  @Idempotent()
  @ApiHeader(ifMatch)
  @ApiOperation({ summary: 'Withdraw a correction', description: 'The field shows what the sources say again.' })
  @ApiOkResponse({ type: PersonDetail })
  async withdraw(
    @Param() { id, field }: CorrectionPath,
    @Headers('if-match') match: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PersonDetail | MovedPerson> {
    await this.withdrawCorrection.run({ personId: id, field, expected: (revision) => requireMatch(match, revision) });
    return this.answer(id, caller, reply);
  }

  private async answer(id: string, caller: Caller, reply: FastifyReply): Promise<PersonDetail | MovedPerson> {
    if (!caller.may('people:read') && !caller.may('people:write')) await this.onlySelf(id, caller);
    const found = await this.getPerson.run(id);
    if (found.mergedInto !== undefined) {
      void reply.code(308).header('location', `/api/v1/people/${found.mergedInto}`);
      return { id, mergedInto: found.mergedInto };
    }
    void reply.header('etag', etag(found.revision));
    return found.person;
  }

  /** A person's token may have been minted for a record that was merged since. */
  private async onlySelf(id: string, { personId }: Caller): Promise<void> {
    if (personId === id) return;
    const own = personId === undefined ? undefined : await this.getPerson.run(personId).catch(() => undefined);
    if (own?.mergedInto !== id) throw coreProblems.refuse('forbidden', { needs: 'people:read' });
  }
}

function readOrcid(text: string): string {
  const orcid = parseOrcid(text);
  if (orcid) return orcid;
  throw coreProblems.refuse('validation-failed', {}, [{ pointer: '?orcid', detail: 'must be an ORCID iD' }]);
}
