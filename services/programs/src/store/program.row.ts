import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { HandChanges } from '../domain/hand-changes.js';

@Entity('programs')
@Unique('programs_of_source', ['source', 'sourcedId'])
@Check('programs_status', `status in ('draft', 'open', 'retired')`)
export class ProgramRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'programs_pk' })
  id: string;

  @Column({ type: 'text', nullable: true })
  source: string | null;

  @Column({ name: 'sourced_id', type: 'text', nullable: true })
  sourcedId: string | null;

  @Column({ type: 'text', nullable: true })
  code: string | null;

  @Column({ type: 'text' })
  title: string;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  @Column({ type: 'text', default: 'draft' })
  status: 'draft' | 'open' | 'retired';

  /** of the source's row as it was last delivered; a hand change leaves it: the same row again says nothing new */
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
