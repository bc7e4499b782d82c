import { Body, Controller, Get, Header, HttpCode, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Idempotent, Permit } from '@chiron/http';
import { DescribeExpertise } from '../features/describe-expertise.js';
import { KeepApart } from '../features/keep-apart.js';
import { PlaceBid } from '../features/place-bid.js';
import { ActingPerson } from './acting.js';
import { BidBody } from './application-shapes.js';
import { ApartBody, ApartItem, ExpertiseBody } from './committee-shapes.js';

/** What makes reviewers fit: expertise, bids, and who is kept apart. */
@ApiTags('committees')
@Controller(':id')
@Permit('self')
export class FitController {
  constructor(
    private readonly describeExpertise: DescribeExpertise,
    private readonly placeBid: PlaceBid,
    private readonly keepApart: KeepApart,
  ) {}

  @Put('expertise')
  @HttpCode(204)
  @Idempotent()
  @ApiOperation({ summary: 'Say what you know about; members' })
  @ApiNoContentResponse()
  describe(@IdParam() id: string, @Body() body: ExpertiseBody, @ActingPerson() by: string): Promise<void> {
    return this.describeExpertise.run({ committeeId: id, ...body, by });
  }

  @Put('applications/:applicationId/bid')
  @HttpCode(204)
  @Idempotent()
  @ApiOperation({ summary: 'Say how gladly you would review it; members, while the phase lets them' })
  @ApiNoContentResponse()
  bid(
    @IdParam() id: string,
    @IdParam('applicationId') applicationId: string,
    @Body() { bid }: BidBody,
    @ActingPerson() by: string,
  ): Promise<void> {
    return this.placeBid.run({ committeeId: id, applicationId, bid, by });
  }

  @Get('apart')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Who must not review together; officers of the round' })
  @ApiOkResponse({ type: [ApartItem] })
  listApart(@IdParam() id: string, @ActingPerson() by: string): Promise<ApartItem[]> {
    return this.keepApart.list(id, by);
  }

  @Put('apart')
  @HttpCode(204)
  @Idempotent()
  @ApiOperation({ summary: 'Two members must not review the same application, or may again; officers of the round' })
  @ApiNoContentResponse()
  apart(@IdParam() id: string, @Body() { one, other, apart }: ApartBody, @ActingPerson() by: string): Promise<void> {
    return this.keepApart.run({ committeeId: id, people: [one, other], apart, by });
  }
}
