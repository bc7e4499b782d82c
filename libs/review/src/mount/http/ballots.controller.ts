import { Body, Controller, Get, Header, HttpCode, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Idempotent, Permit } from '@chiron/http';
import { CastVote } from '../features/cast-vote.js';
import { GetBallot } from '../features/get-ballot.js';
import { OpenBallot } from '../features/open-ballot.js';
import { CloseBallot } from '../features/close-ballot.js';
import { RestateScore } from '../features/restate-score.js';
import { ActingPerson } from './acting.js';
import { BallotAnswer, ScoreBody, VoteBody } from './meeting-shapes.js';

@ApiTags('votes')
@Controller(':id/applications/:applicationId')
export class BallotsController {
  constructor(
    private readonly getBallot: GetBallot,
    private readonly openBallot: OpenBallot,
    private readonly closeBallot: CloseBallot,
  ) {}

  @Get('ballot')
  @Header('cache-control', 'no-store')
  @Permit('self')
  @ApiOperation({ summary: 'The vote on an application, as far as it shows' })
  @ApiOkResponse({ type: BallotAnswer })
  show(
    @IdParam() committeeId: string,
    @IdParam('applicationId') applicationId: string,
    @ActingPerson() personId: string,
  ): Promise<BallotAnswer> {
    return this.getBallot.run(committeeId, personId, applicationId);
  }

  @Post('ballot/open')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Open the private vote on the live application' })
  @ApiOkResponse({ type: BallotAnswer })
  async open(
    @IdParam() committeeId: string,
    @IdParam('applicationId') applicationId: string,
    @ActingPerson() personId: string,
  ): Promise<BallotAnswer> {
    await this.openBallot.run(committeeId, personId, applicationId);
    return this.getBallot.run(committeeId, personId, applicationId);
  }

  @Post('ballot/close')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Close it; who has not voted by then abstained' })
  @ApiOkResponse({ type: BallotAnswer })
  async close(
    @IdParam() committeeId: string,
    @IdParam('applicationId') applicationId: string,
    @ActingPerson() personId: string,
  ): Promise<BallotAnswer> {
    await this.closeBallot.run(committeeId, personId, applicationId);
    return this.getBallot.run(committeeId, personId, applicationId);
  }
}

@ApiTags('votes')
@Controller(':id/applications/:applicationId')
export class VotesController {
  constructor(
    private readonly getBallot: GetBallot,
    private readonly restateScore: RestateScore,
    private readonly castVote: CastVote,
  ) {}

  @Put('restated-score')
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Restate one’s score after the discussion; these make the range' })
  @ApiOkResponse({ type: BallotAnswer })
  async restate(
    @IdParam() committeeId: string,
    @IdParam('applicationId') applicationId: string,
    @ActingPerson() personId: string,
    @Body() { score }: ScoreBody,
  ): Promise<BallotAnswer> {
    await this.restateScore.run(committeeId, personId, applicationId, score);
    return this.getBallot.run(committeeId, personId, applicationId);
  }

  @Put('vote')
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Vote in private; outside the range a sentence says why' })
  @ApiOkResponse({ type: BallotAnswer })
  async vote(
    @IdParam() committeeId: string,
    @IdParam('applicationId') applicationId: string,
    @ActingPerson() personId: string,
    @Body() { score, sentence }: VoteBody,
  ): Promise<BallotAnswer> {
    const vote = sentence === undefined ? { score } : { score, sentence };
    await this.castVote.run(committeeId, personId, applicationId, vote);
    return this.getBallot.run(committeeId, personId, applicationId);
  }
}
