import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  IsEmail,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  MinLength,
  ValidateIf,
} from 'class-validator';
import { PageQuery } from '@chiron/http';
import { correctable, type Correctable } from '../domain/person.js';
import type { PersonView } from '../features/get-person.js';
import type { PersonSummary } from '../features/list-people.js';

const text = { type: String, nullable: true } as const;
const uuid = { type: String, format: 'uuid' } as const;
const moment = { type: String, format: 'date-time' } as const;

export class PeopleFilter extends PageQuery {
  @ApiPropertyOptional({
    description: 'beginnings of words of the name, in any script, without regard to case and accents',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  name?: string;

  @ApiPropertyOptional({ description: 'with `sourcedId`: the person this reference means' })
  @ValidateIf((query: PeopleFilter) => query.source !== undefined || query.sourcedId !== undefined)
  @IsString({ message: 'source must be given together with sourcedId' })
  @MaxLength(255)
  source?: string;

  @ApiPropertyOptional()
  @ValidateIf((query: PeopleFilter) => query.source !== undefined || query.sourcedId !== undefined)
  @IsString({ message: 'sourcedId must be given together with source' })
  @MaxLength(2000)
  sourcedId?: string;

  @ApiPropertyOptional({ description: 'an ORCID iD, bare or as a URL' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  orcid?: string;

  @ApiPropertyOptional({ description: 'an e-mail address; finds whoever holds it today' })
  @IsOptional()
  @IsString()
  @MaxLength(320)
  email?: string;
}

export class PersonSummaryView implements PersonSummary {
  @ApiProperty(uuid) id: string;
  @ApiProperty(text) givenName: string | null;
  @ApiProperty(text) middleName: string | null;
  @ApiProperty(text) familyName: string | null;
  @ApiProperty(text) preferredGivenName: string | null;
  @ApiProperty(text) preferredFamilyName: string | null;
  @ApiProperty(text) pronouns: string | null;
  @ApiProperty({ ...text, description: 'the address held today' }) email: string | null;
  @ApiProperty(text) orcid: string | null;
  @ApiProperty({ description: 'FERPA’s directory-information block: show this person in no directory' })
  privacyHold: boolean;
}

export class PeoplePage {
  @ApiProperty({ type: [PersonSummaryView] }) items: PersonSummaryView[];
  @ApiProperty({ ...text, description: 'the cursor of the next page; null on the last' }) next: string | null;
}

class IdentifierView {
  @ApiProperty() source: string;
  @ApiProperty() sourcedId: string;
  @ApiProperty({
    enum: ['made', 'orcid', 'email', 'staff', 'separated'],
    description: 'how it came to mean this person',
  })
  how: string;
  @ApiProperty(moment) since: Date;
}

class AddressView {
  @ApiProperty() email: string;
  @ApiProperty() source: string;
  @ApiProperty(moment) from: Date;
  @ApiProperty({ ...moment, nullable: true, description: 'null while it is held' }) until: Date | null;
}

class OrganisationView {
  @ApiProperty({ description: 'the source’s id of it' }) organisation: string;
  @ApiPropertyOptional() organisationName?: string;
  @ApiPropertyOptional() organisationType?: string;
}

class AffiliationView extends OrganisationView {
  @ApiProperty({ description: 'the source that says so' }) source: string;
  @ApiPropertyOptional({
    type: [OrganisationView],
    description: 'what it lies within, the nearest first; absent where the source names no parent',
  })
  within?: readonly OrganisationView[];
  @ApiPropertyOptional() position?: string;
  @ApiPropertyOptional() primary?: boolean;
  @ApiPropertyOptional({ type: String, format: 'date' }) beginDate?: string;
  @ApiPropertyOptional({ type: String, format: 'date' }) endDate?: string;
}

export class PersonDetail extends PersonSummaryView implements PersonView {
  @ApiProperty({
    type: [String],
    enum: correctable,
    description: 'fields in which staff’s word stands against the sources’',
  })
  corrected: string[];
  @ApiProperty({ type: [IdentifierView] }) identifiers: IdentifierView[];
  @ApiProperty({ type: [AddressView] }) addresses: AddressView[];
  @ApiProperty({ type: [AffiliationView] }) affiliations: AffiliationView[];
  @ApiProperty(moment) createdAt: Date;
  @ApiProperty(moment) changedAt: Date;
}

export class MovedPerson {
  @ApiProperty(uuid) id: string;
  @ApiProperty({ ...uuid, description: 'the person this record was merged into' }) mergedInto: string;
}

const Corrected =
  (description?: string): PropertyDecorator =>
  (target, name) => {
    ApiPropertyOptional({ ...text, maxLength: 500, ...(description && { description }) })(target, name);
    ValidateIf((_, value) => value !== undefined && value !== null)(target, name);
    IsString()(target, name);
    MaxLength(500)(target, name);
  };

/** Staff's word against the sources'; it stands until it is withdrawn. null says that there is none. */
export class CorrectPersonBody implements Partial<Record<Correctable, string | null>> {
  @Corrected() givenName?: string | null;
  @Corrected() middleName?: string | null;
  @Corrected() familyName?: string | null;
  @Corrected() preferredGivenName?: string | null;
  @Corrected() preferredFamilyName?: string | null;
  @Corrected() pronouns?: string | null;
  @Corrected() @IsEmail() email?: string | null;
  @Corrected('an ORCID iD, bare or as a URL; its check digit is verified') orcid?: string | null;
}

export class CorrectionPath {
  @ApiProperty(uuid) @IsUUID() id: string;
  @ApiProperty({ enum: correctable }) @IsIn(correctable) field: Correctable;
}

export class ReferenceBody {
  @ApiProperty({ description: 'the name of a source' }) @IsString() @Matches(/^[^/\s]{1,255}$/) source: string;
  @ApiProperty({ description: 'the person’s id in that source' })
  @IsString()
  @MinLength(1)
  @MaxLength(2000)
  sourcedId: string;
}

export class UnlinkedView {
  @ApiProperty({ ...uuid, nullable: true, description: 'the person made for a reference that its source describes' })
  personId: string | null;
}
