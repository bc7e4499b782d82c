import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { outcomes, receiptCodes, type Outcome, type ReceiptCode } from '@chiron/contracts/programs';
import { PageQuery } from '@chiron/http';
import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { importStates, type Import, type ImportState } from '../domain/import.js';

export class PostImportQuery {
  @ApiProperty({ description: 'the source whose data set this is; made with defaults by its first import' })
  @IsString()
  @MaxLength(63)
  source: string;

  @ApiPropertyOptional({ enum: ['delta', 'canonical'], default: 'delta' })
  @IsOptional()
  @IsIn(['delta', 'canonical'])
  mode: 'delta' | 'canonical' = 'delta';

  @ApiPropertyOptional({
    description: 'with canonical: all, terms:a,b, programs:a,b or offerings:a,b, by the source’s ids',
  })
  @IsOptional()
  @IsString()
  @MaxLength(20_000)
  scope?: string;

  @ApiPropertyOptional({
    type: 'boolean',
    default: false,
    description: 'gives the receipts that a run would, and changes nothing',
  })
  @IsOptional()
  @Transform(
    ({ value }) =>
      (value === 'true' || value === true ? true : value === 'false' || value === false ? false : value) as unknown,
  )
  @IsBoolean()
  dryRun: boolean = false;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    description: 'enrollment rows; another number waits for a release',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(100_000_000)
  expectedRows?: number;
}

export class ListImportsQuery extends PageQuery {
  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(63)
  source?: string;

  @ApiPropertyOptional({ enum: importStates })
  @IsOptional()
  @IsIn(importStates)
  state?: ImportState;
}

export class ReceiptsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: outcomes })
  @IsOptional()
  @IsIn(outcomes)
  outcome?: Outcome;

  @ApiPropertyOptional({ enum: ['org', 'term', 'program', 'offering', 'person', 'affiliation', 'enrollment'] })
  @IsOptional()
  @IsIn(['org', 'term', 'program', 'offering', 'person', 'affiliation', 'enrollment'])
  kind?: string;

  @ApiPropertyOptional({ enum: ['json', 'csv'], description: 'or by Accept: text/csv; CSV gives all receipts at once' })
  @IsOptional()
  @IsIn(['json', 'csv'])
  format?: 'json' | 'csv';
}

export class ReleaseBody {
  @ApiProperty({ description: 'the plan’s hash, as the waiting import shows it' })
  @IsString()
  @Matches(/^[0-9a-f]{64}$/, { message: 'plan must be the 64 hexadecimal digits that the import shows' })
  plan: string;
}

export class ImportId {
  @ApiProperty({ format: 'uuid' })
  id: string;
}

export class ImportCountsShape {
  @ApiProperty({ type: 'integer', description: 'enrollment rows of the file; the sum of all outcomes' }) rows: number;
  @ApiProperty({ type: 'integer' }) created: number;
  @ApiProperty({ type: 'integer' }) updated: number;
  @ApiProperty({ type: 'integer' }) unchanged: number;
  @ApiProperty({ type: 'integer' }) restored: number;
  @ApiProperty({ type: 'integer' }) ended: number;
  @ApiProperty({ type: 'integer' }) kept: number;
  @ApiProperty({ type: 'integer' }) stale: number;
  @ApiProperty({ type: 'integer' }) pending: number;
  @ApiProperty({ type: 'integer' }) rejected: number;
  @ApiProperty({ type: 'integer', description: 'ended because the data set omits them; outside the sum' })
  omitted: number;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'outcomes of the other kinds of line' })
  kinds: Record<string, Partial<Record<Outcome, number>>>;
}

export class ImportShape {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() source: string;
  @ApiProperty({ enum: ['delta', 'canonical'] }) mode: 'delta' | 'canonical';
  @ApiProperty({ type: 'string', nullable: true }) scope: string | null;
  @ApiProperty() dryRun: boolean;
  @ApiProperty({ type: 'integer', nullable: true }) expectedRows: number | null;
  @ApiProperty({ enum: importStates }) state: ImportState;
  @ApiProperty({ enum: ['zip', 'csv', 'ndjson'] }) contentType: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'chunks worked through of all, in the present phase',
  })
  progress: { done: number; total: number };
  @ApiProperty({ type: ImportCountsShape, nullable: true }) counts: ImportCountsShape | null;
  @ApiProperty({ type: 'string', nullable: true, description: 'names what the import would do; a release repeats it' })
  plan: string | null;
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true }, nullable: true })
  guards: Import['guards'];
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true }) problem: Import['problem'];
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true }) undo: Import['undo'];
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'version, files and warnings of the data set',
  })
  dataset: Pick<Import['dataset'], 'version' | 'files' | 'warnings' | 'lines'>;
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true }) retryOf: string | null;
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true }) supersededBy: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true }) timings: {
    receivedAt: string;
    startedAt: string | null;
    plannedAt: string | null;
    finishedAt: string | null;
    /** since when it can be neither retried nor undone */
    inputRemovedAt: string | null;
  };
}

export class ImportsPage {
  @ApiProperty({ type: [ImportShape] }) items: ImportShape[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
}

export class ReceiptShape {
  @ApiProperty({ type: 'integer', description: 'line of its file, the header not counted' }) line: number;
  @ApiProperty() kind: string;
  @ApiProperty({ type: 'string', nullable: true }) sourcedId: string | null;
  @ApiProperty({ enum: outcomes }) outcome: Outcome;
  @ApiProperty({ enum: Object.keys(receiptCodes), nullable: true }) code: ReceiptCode | null;
  @ApiProperty({ type: 'string', nullable: true }) field: string | null;
  @ApiProperty({ type: 'string', nullable: true }) advice: string | null;
}

export class ReceiptsPage {
  @ApiProperty({ type: [ReceiptShape] }) items: ReceiptShape[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
}

export function importShape(one: Import): ImportShape {
  const { version, files, warnings, lines } = one.dataset;
  return {
    id: one.id,
    source: one.source,
    mode: one.mode,
    scope: one.scope,
    dryRun: one.dryRun,
    expectedRows: one.expectedRows,
    state: one.state,
    contentType: one.contentType,
    progress: { done: Math.min(one.progress, one.chunks), total: one.chunks },
    counts: one.counts ? { ...one.counts, kinds: one.kinds ?? {} } : null,
    plan: one.plan,
    guards: one.guards,
    problem: one.problem,
    undo: one.undo,
    dataset: { version, files, warnings, lines },
    retryOf: one.retryOf,
    supersededBy: one.supersededBy,
    timings: {
      receivedAt: one.receivedAt,
      startedAt: one.startedAt,
      plannedAt: one.plannedAt,
      finishedAt: one.finishedAt,
      inputRemovedAt: one.inputRemovedAt,
    },
  };
}
