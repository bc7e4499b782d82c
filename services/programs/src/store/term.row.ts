import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { HandChanges } from '../domain/hand-changes.js';

@Entity('terms')
@Unique('terms_of_source', ['source', 'sourcedId'])
export class TermRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'terms_pk' })
  id: string;

  @Column({ type: 'text', nullable: true })
  source: string | null;

  @Column({ name: 'sourced_id', type: 'text', nullable: true })
  sourcedId: string | null;

  @Column({ type: 'text' })
  title: string;

  /** the source's own word: semester, gradingPeriod, schoolYear … */
  @Column({ type: 'text', nullable: true })
  type: string | null;

  @Column({ name: 'begin_date', type: 'date', nullable: true })
  beginDate: string | null;

  /** the last day */
  @Column({ name: 'end_date', type: 'date', nullable: true })
  endDate: string | null;

  @Column({ name: 'parent_sourced_id', type: 'text', nullable: true })
  parentSourcedId: string | null;

  @Column({ type: 'uuid', nullable: true })
  fingerprint: string | null;

  /** as the source dated it last */
  @Column({ name: 'modified_at', type: 'timestamptz', nullable: true })
  modifiedAt: Date | null;

  /** whether the source took it back */
  @Column({ type: 'boolean', default: false })
  ended: boolean;

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
