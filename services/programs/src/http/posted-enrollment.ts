import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { coreProblems } from '@chiron/contracts/core';
import { outcomes, type Outcome } from '@chiron/contracts/programs';
import { Words } from '@chiron/http';
import { Type } from 'class-transformer';
import { IsOptional, IsString, IsUUID, MaxLength, ValidateNested } from 'class-validator';
import type { PostedRow } from '../domain/posted-rows.js';
import { EnrollmentShape } from './enrollment-shapes.js';
import { OptionalWords } from './fields.js';

class PostedOffering {
  @ApiProperty({ description: 'the source’s id' })
  @Words(255)
  sourcedId: string;

  @OptionalWords(500, { description: 'makes a draft of an offering that the catalogue does not know' })
  title?: string | null;
}

class PostedPerson {
  @ApiProperty({ description: 'the source’s id' })
  @Words(255)
  sourcedId: string;

  @OptionalWords(255)
  givenName?: string | null;

  @OptionalWords(255)
  familyName?: string | null;

  @OptionalWords(254)
  email?: string | null;

  @OptionalWords(64)
  orcid?: string | null;
}

/**
 * An enrollment as an institutional system posts it: the shape of an import's NDJSON line, with its source. Or one made
 * by hand, with `personId` and `offeringId` of the platform instead.
 */
export class PostedEnrollment {
  @ApiPropertyOptional({ description: 'the source; may be left out by a client that has just one' })
  @IsOptional()
  @IsString()
  @MaxLength(63)
  source?: string;

  @ApiPropertyOptional({ description: 'the source’s id of the enrollment' })
  @IsOptional()
  @Words(255)
  sourcedId?: string;

  @ApiPropertyOptional({ enum: ['active', 'tobedeleted'], default: 'active' })
  @IsOptional()
  @IsString()
  @MaxLength(20)
  status?: string;

  @ApiPropertyOptional({ type: PostedOffering })
  @IsOptional()
  @ValidateNested()
  @Type(() => PostedOffering)
  offering?: PostedOffering;

  @ApiPropertyOptional({ type: PostedPerson })
  @IsOptional()
  @ValidateNested()
  @Type(() => PostedPerson)
  person?: PostedPerson;

  @ApiPropertyOptional({ format: 'uuid', description: 'the platform’s person, for an enrollment made by hand' })
  @IsOptional()
  @IsUUID()
  personId?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'the platform’s offering, for an enrollment made by hand' })
  @IsOptional()
  @IsUUID()
  offeringId?: string;

  @ApiProperty({ description: 'a role that the source’s role table knows' })
  @Words(100)
  role: string;

  @OptionalWords(32)
  beginDate?: string | null;

  @OptionalWords(32, { description: 'the last day' })
  endDate?: string | null;

  @OptionalWords(64)
  dateLastModified?: string | null;
}

export class PostedEnrollmentShape extends EnrollmentShape {
  @ApiProperty({ enum: outcomes })
  outcome: Outcome;
}

/** The row of a source, or a refusal that names what it lacks. */
export function rowOf(body: PostedEnrollment): PostedRow {
  const lacking = (['sourcedId', 'offering', 'person'] as const).filter(
    (name) => body[name] === undefined || body[name] === null,
  );
  const out = (['personId', 'offeringId'] as const).filter((name) => body[name] !== undefined);
  const errors = [
    ...lacking.map((name) => ({ pointer: `/${name}`, detail: 'is needed in an enrollment of a source' })),
    ...out.map((name) => ({
      pointer: `/${name}`,
      detail: 'belongs to an enrollment made by hand, which has both ids and no source',
    })),
  ];
  if (errors.length > 0) throw coreProblems.refuse('validation-failed', {}, errors);
  const { offering, person } = body;
  return {
    sourcedId: body.sourcedId!,
    status: body.status ?? null,
    modified: body.dateLastModified ?? null,
    offering: offering!.sourcedId,
    offeringTitle: offering!.title ?? null,
    person: person!.sourcedId,
    givenName: person!.givenName ?? null,
    familyName: person!.familyName ?? null,
    email: person!.email ?? null,
    orcid: person!.orcid ?? null,
    role: body.role,
    beginDate: body.beginDate ?? null,
    endDate: body.endDate ?? null,
  };
}
