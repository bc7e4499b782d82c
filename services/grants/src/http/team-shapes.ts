import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MayStay } from '@chiron/http';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import {
  contributions,
  teamAccess,
  teamRoles,
  type Contribution,
  type Member,
  type TeamAccess,
  type TeamRole,
  type Wanted,
} from '../domain/team.js';
import { Address, PersonsName } from './application-fields.js';

/** May be absent, then it stays; null is no value of it. */

export class NewTeamMember {
  @PersonsName() name: string;
  @Address() email: string;

  @ApiPropertyOptional({ type: 'string', nullable: true, description: 'an ORCID iD, bare or as a URL' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  orcid?: string | null;

  @ApiProperty({ enum: teamRoles })
  @IsIn(teamRoles)
  role: TeamRole;

  @ApiPropertyOptional({ enum: teamAccess, default: 'none', description: 'to the application, once they consented' })
  @MayStay()
  @IsIn(teamAccess)
  access?: TeamAccess;

  @ApiPropertyOptional({ enum: contributions, isArray: true, description: 'CRediT, the contributor roles taxonomy' })
  @MayStay()
  @IsArray()
  @ArrayMaxSize(contributions.length)
  @IsIn(contributions, { each: true })
  contributions?: Contribution[];
}

export class TeamMemberChange {
  @MayStay() @PersonsName() name?: string;
  @MayStay() @Address() email?: string;

  @ApiPropertyOptional({ type: 'string', nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  orcid?: string | null;

  @ApiPropertyOptional({ enum: teamRoles })
  @MayStay()
  @IsIn(teamRoles)
  role?: TeamRole;

  @ApiPropertyOptional({ enum: teamAccess })
  @MayStay()
  @IsIn(teamAccess)
  access?: TeamAccess;

  @ApiPropertyOptional({ enum: contributions, isArray: true })
  @MayStay()
  @IsArray()
  @ArrayMaxSize(contributions.length)
  @IsIn(contributions, { each: true })
  contributions?: Contribution[];
}

export class TeamMemberShape implements Member {
  @ApiProperty({ type: 'string', format: 'uuid' }) id: string;
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true, description: 'once it is known who this is' })
  personId: string | null;
  @ApiProperty({ type: 'string' }) name: string;
  @ApiProperty({ type: 'string' }) email: string;
  @ApiProperty({ type: 'string', nullable: true }) orcid: string | null;
  @ApiProperty({ enum: teamRoles }) role: TeamRole;
  @ApiProperty({ enum: teamAccess }) access: TeamAccess;
  @ApiProperty({ enum: contributions, isArray: true }) contributions: readonly Contribution[];
  @ApiProperty({ enum: ['asked', 'given', 'declined'] }) consent: Member['consent'];
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) answeredAt: string | null;
  @ApiProperty({ type: 'integer' }) revision: number;
}
export class TeamLeadShape {
  @ApiProperty({ type: 'string', format: 'uuid' }) personId: string;
  @ApiProperty({ type: 'string' }) name: string;
  @ApiProperty({ type: 'string', nullable: true, description: 'as sources tell it' }) orcid: string | null;
  @ApiProperty({ enum: contributions, isArray: true }) contributions: readonly Contribution[];
}
export class LeadContributions {
  @ApiProperty({ enum: contributions, isArray: true, description: 'CRediT, the contributor roles taxonomy' })
  @IsArray()
  @ArrayMaxSize(contributions.length)
  @IsIn(contributions, { each: true })
  contributions: Contribution[];
}
export class TeamShape {
  @ApiProperty({ type: TeamLeadShape }) applicant: TeamLeadShape;
  @ApiProperty({ type: [TeamMemberShape] }) items: readonly TeamMemberShape[];
}

export const wantedFrom = (given: NewTeamMember): Wanted => ({
  name: given.name,
  email: given.email,
  orcid: given.orcid ?? null,
  role: given.role,
  access: given.access ?? 'none',
  contributions: given.contributions ?? [],
});

/** What is absent stays. */
export function changeFrom(given: TeamMemberChange): Partial<Wanted> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<Wanted>;
}
