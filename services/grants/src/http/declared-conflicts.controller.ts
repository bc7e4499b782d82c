import { Body, Controller, Get, Header, HttpCode, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentCaller, IdParam, Idempotent, Permit, Words, type Caller } from '@chiron/http';
import { IsIn, IsOptional } from 'class-validator';
import { conflictKinds, type DeclaredConflict, type DeclaredKind } from '../domain/declared-conflicts.js';
import { DeclareConflict } from '../features/declare-conflict.js';
import { ListDeclaredConflicts } from '../features/list-declared-conflicts.js';
import { TakeBackConflict } from '../features/take-back-conflict.js';
import { personOf } from './answers.js';
import { Address, PersonsName } from './application-fields.js';

class DeclaredConflictGiven {
  @PersonsName() name: string;
  @Address() email: string;

  @ApiProperty({ enum: conflictKinds })
  @IsIn(conflictKinds)
  kind: DeclaredKind;

  @ApiPropertyOptional({ type: 'string', maxLength: 1_000, nullable: true })
  @IsOptional()
  @Words(1_000)
  note?: string | null;
}
class DeclaredConflictShape implements DeclaredConflict {
  @ApiProperty({ type: 'string', format: 'uuid' }) id: string;
  @ApiProperty({ type: 'string' }) name: string;
  @ApiProperty({ type: 'string' }) email: string;
  @ApiProperty({ enum: conflictKinds }) kind: DeclaredKind;
  @ApiProperty({ type: 'string', nullable: true }) note: string | null;
  @ApiProperty({ type: 'string', format: 'date-time' }) declaredAt: string;
  @ApiProperty({ type: Object, nullable: true, description: '{at, reason}; null while it stands' })
  takenBack: DeclaredConflict['takenBack'];
}
class TakenBackGiven {
  @ApiProperty({ type: 'string', maxLength: 1_000, description: 'one sentence' })
  @Words(1_000)
  reason: string;
}
class DeclaredConflictsShape {
  @ApiProperty({ type: [DeclaredConflictShape] }) items: DeclaredConflictShape[];
}

@ApiTags('applications')
@Controller('/api/v1/applications/:id/declared-conflicts')
export class DeclaredConflictsController {
  constructor(
    private readonly listing: ListDeclaredConflicts,
    private readonly declaring: DeclareConflict,
    private readonly takingBack: TakeBackConflict,
  ) {}

  @Get()
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Whom the applicant asks not to have as reviewers' })
  @ApiOkResponse({ type: DeclaredConflictsShape })
  async list(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<DeclaredConflictsShape> {
    return { items: await this.listing.run(id, personOf(caller)) };
  }

  @Post()
  @Permit('self')
  @Idempotent()
  @ApiOperation({
    summary: 'Ask not to have somebody as a reviewer',
    description: 'It stands at once. Whether the platform knows this person, or who reviews, is not told.',
  })
  @ApiCreatedResponse({ type: DeclaredConflictShape })
  declare(
    @IdParam() id: string,
    @Body() { name, email, kind, note = null }: DeclaredConflictGiven,
    @CurrentCaller() caller: Caller,
  ): Promise<DeclaredConflictShape> {
    const wanted = { name, email, kind, note };
    return this.declaring.run({ applicationId: id, personId: personOf(caller), wanted });
  }

  @Post(':declaredId/withdraw')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiOperation({
    summary: 'Take it back',
    description:
      'With a reason, until a committee begins to review the application; from then on whoever chairs there decides. ' +
      'Whether the platform knows this person, or what a committee has decided, is not told.',
  })
  @ApiOkResponse({ type: DeclaredConflictShape })
  takeBack(
    @IdParam() id: string,
    @IdParam('declaredId') declaredId: string,
    @Body() { reason }: TakenBackGiven,
    @CurrentCaller() caller: Caller,
  ): Promise<DeclaredConflictShape> {
    return this.takingBack.run({ applicationId: id, declaredId, reason, personId: personOf(caller) });
  }
}
