import { Body, Controller, Get, Header, Headers, Param, Put, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiProperty, ApiTags } from '@nestjs/swagger';
import { coreProblems } from '@chiron/contracts/core';
import { CurrentCaller, IdParam, Idempotent, Permit, requireMatch, Words, type Caller } from '@chiron/http';
import { IsBoolean, IsIn } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { letterKinds, type Language, type LetterKind } from '../domain/letter.js';
import { GetMailPreference } from '../features/get-mail-preference.js';
import { ListLetterTemplates } from '../features/list-letter-templates.js';
import { PutLetterTemplate } from '../features/put-letter-template.js';
import { SetMailPreference } from '../features/set-mail-preference.js';
import { personOf, tagged } from './answers.js';

const kinds = Object.keys(letterKinds) as LetterKind[];
const languages = ['en', 'es'] as const;

class TemplateGiven {
  @ApiProperty({ type: 'string', maxLength: 300 }) @Words(300) subject: string;
  @ApiProperty({ type: 'string', maxLength: 20_000, description: 'plain text with words between braces' })
  @Words(20_000)
  body: string;
}
class TemplateShape extends TemplateGiven {
  @ApiProperty({ enum: kinds }) kind: LetterKind;
  @ApiProperty({ enum: languages }) language: Language;
  @ApiProperty({ type: 'integer', description: '0: the standard words' }) revision: number;
}
class TemplatesShape {
  @ApiProperty({ type: [TemplateShape] }) items: TemplateShape[];
}
class PreferenceShape {
  @ApiProperty({ enum: languages }) @IsIn(languages) language: Language;
  @ApiProperty({ type: 'boolean', description: 'the weekly list of open reviews' }) @IsBoolean() digest: boolean;
}

const matching = (ifMatch: string | undefined) => (revision: number) => requireMatch(ifMatch, revision);

function oneOf<T extends string>(name: string, given: string, known: readonly T[]): T {
  const found = known.find((one) => one === given);
  if (found !== undefined) return found;
  const detail = `must be one of: ${known.join(', ')}`;
  throw coreProblems.refuse('validation-failed', {}, [{ pointer: `path:${name}`, detail }]);
}

@ApiTags('letters')
@Controller('api/v1')
export class LettersController {
  constructor(
    private readonly listing: ListLetterTemplates,
    private readonly putting: PutLetterTemplate,
    private readonly getting: GetMailPreference,
    private readonly setting: SetMailPreference,
  ) {}

  @Get('calls/:id/letter-templates')
  @Permit('self')
  @ApiOperation({ summary: 'The words of each sort of letter, in each language; for officers and the approver' })
  @ApiOkResponse({ type: TemplatesShape })
  async list(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<TemplatesShape> {
    return { items: await this.listing.run({ callId: id, by: personOf(caller) }) };
  }

  @Put('calls/:id/letter-templates/:kind/:language')
  @Permit('self')
  @Idempotent()
  @ApiParam({ name: 'kind', enum: kinds })
  @ApiParam({ name: 'language', enum: languages })
  @ApiHeader({
    name: 'If-Match',
    required: true,
    description: 'the revision that was read, "0" for the standard words',
  })
  @ApiOperation({ summary: 'Give a letter the call’s own words; for grants officers' })
  @ApiOkResponse({ type: TemplateShape })
  async put(
    @IdParam() id: string,
    @Param('kind') kind: string,
    @Param('language') language: string,
    @Body() { subject, body }: TemplateGiven,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TemplateShape> {
    const template = {
      kind: oneOf('kind', kind, kinds),
      language: oneOf('language', language, languages),
      subject,
      body,
    };
    const kept = await this.putting.run({ callId: id, by: personOf(caller), template, match: matching(ifMatch) });
    return tagged(reply, kept.revision, kept);
  }

  @Get('mailbox/preferences')
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'How the caller is written to' })
  @ApiOkResponse({ type: PreferenceShape })
  async preference(
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PreferenceShape> {
    const { revision, language, digest } = await this.getting.run(personOf(caller));
    return tagged(reply, revision, { language, digest });
  }

  @Put('mailbox/preferences')
  @Permit('self')
  @Idempotent()
  @ApiHeader({ name: 'If-Match', required: true, description: 'the ETag that was read' })
  @ApiOperation({ summary: 'Say in which language to be written to, and whether by a weekly digest' })
  @ApiOkResponse({ type: PreferenceShape })
  async prefer(
    @Body() wish: PreferenceShape,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PreferenceShape> {
    const revision = await this.setting.run(personOf(caller), wish, matching(ifMatch));
    return tagged(reply, revision, { language: wish.language, digest: wish.digest });
  }
}
