import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique } from 'typeorm';
import type { HandChanges } from '../domain/hand-changes.js';
import { ProgramRow } from './program.row.js';
import { TermRow } from './term.row.js';

@Entity('offerings')
@Unique('offerings_of_source', ['source', 'sourcedId'])
@Index('offerings_of_program', ['programId'])
@Check('offerings_status', `status in ('draft', 'scheduled', 'cancelled', 'over')`)
export class OfferingRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'offerings_pk' })
  id: string;

  @Column({ name: 'program_id', type: 'uuid', nullable: true })
  programId: string | null;

  @ManyToOne(() => ProgramRow)
  @JoinColumn({ name: 'program_id', foreignKeyConstraintName: 'offerings_program' })
  program?: ProgramRow;

  @Column({ type: 'text', nullable: true })
  source: string | null;

  @Column({ name: 'sourced_id', type: 'text', nullable: true })
  sourcedId: string | null;

  @Column({ type: 'text', nullable: true })
  code: string | null;

  @Column({ type: 'text' })
  title: string;

  @Column({ type: 'text', default: 'draft' })
  status: 'draft' | 'scheduled' | 'cancelled' | 'over';

  @Column({ name: 'begin_date', type: 'date', nullable: true })
  beginDate: string | null;

  /** the last day */
  @Column({ name: 'end_date', type: 'date', nullable: true })
  endDate: string | null;

  @Column({ type: 'int', nullable: true })
  seats: number | null;

  @Column({ type: 'uuid', nullable: true })
  fingerprint: string | null;

  /** as the source dated it last */
  @Column({ name: 'modified_at', type: 'timestamptz', nullable: true })
  modifiedAt: Date | null;

  /** by field: what the source says beneath a hand's value, by whom and when */
  @Column({ name: 'hand_changes', type: 'jsonb', nullable: true })
  handChanges: HandChanges | null;

  @Column({ type: 'int', default: 1 })
  revision: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'changed_at', type: 'timestamptz', default: () => 'now()' })
  changedAt: Date;
}

@Entity('offering_terms')
@Index('offering_terms_of_term', ['termId'])
export class OfferingTermRow {
  @PrimaryColumn({ name: 'offering_id', type: 'uuid', primaryKeyConstraintName: 'offering_terms_pk' })
  offeringId: string;

  @PrimaryColumn({ name: 'term_id', type: 'uuid', primaryKeyConstraintName: 'offering_terms_pk' })
  termId: string;

  @ManyToOne(() => OfferingRow)
  @JoinColumn({ name: 'offering_id', foreignKeyConstraintName: 'offering_terms_offering' })
  offering?: OfferingRow;

  @ManyToOne(() => TermRow)
  @JoinColumn({ name: 'term_id', foreignKeyConstraintName: 'offering_terms_term' })
  term?: TermRow;
}
