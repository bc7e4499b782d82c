import { Controller, Delete, HttpCode, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, IdParam, Idempotent, Permit, type Caller } from '@chiron/http';
import { LiftPrivacyHold } from '../features/lift-privacy-hold.js';
import { PlacePrivacyHold } from '../features/place-privacy-hold.js';

@ApiTags('people')
@Controller('api/v1/people/:id/privacy-hold')
export class PrivacyHoldsController {
  constructor(
    private readonly placePrivacyHold: PlacePrivacyHold,
    private readonly liftPrivacyHold: LiftPrivacyHold,
  ) {}

  @Put()
  @HttpCode(204)
  @Permit('people:write')
  @Idempotent()
  @ApiOperation({ summary: 'Place FERPA’s directory-information block; one that stands already stays' })
  @ApiNoContentResponse()
  place(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<void> {
    return this.placePrivacyHold.run({ personId: id, by: caller.subject });
  }

  @Delete()
  @HttpCode(204)
  @Permit('people:write')
  @Idempotent()
  @ApiOperation({ summary: 'Lift the block', description: 'No source lifts it: only staff do, here.' })
  @ApiNoContentResponse()
  lift(@IdParam() id: string): Promise<void> {
    return this.liftPrivacyHold.run({ personId: id });
  }
}
