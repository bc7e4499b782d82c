import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Overrides } from '../domain/incoming.js';
import { OfferingRow } from './offering.row.js';

/**
 * The columns hold the source's values, `overrides` what was changed by hand: present = override, else column. A row of
 * source `chiron` was made by hand and has no overrides. Written under the source's lock only.
 */
@Entity('enrollments')
@Index('enrollments_of_source', ['source', 'sourcedId'], { unique: true, where: 'sourced_id is not null' })
@Index('enrollments_one_live', ['source', 'person', 'offeringId', 'role'], {
  unique: true,
  where: "coalesce(overrides #>> '{status,value}', status) in ('pending', 'active')",
})
@Index('enrollments_of_person', ['source', 'person'])
@Index('enrollments_of_offering', ['offeringId', 'id'])
@Index('enrollments_by_change', ['changedAt', 'id'])
@Index('enrollments_pending', ['source', 'person'], { where: "status = 'pending'" })
@Check('enrollments_role', `role in ('learner', 'faculty', 'mentor', 'staff')`)
@Check('enrollments_status', `status in ('pending', 'active', 'completed', 'withdrawn', 'ended')`)
export class EnrollmentRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'enrollments_pk' })
  id: string;

  @Column({ type: 'text' })
  source: string;

  @Column({ name: 'sourced_id', type: 'text', nullable: true })
  sourcedId: string | null;

  /** the person's sourcedId within `source`; for `chiron` membership's person id */
  @Column({ type: 'text' })
  person: string;

  @Column({ name: 'offering_id', type: 'uuid' })
  offeringId: string;

  @ManyToOne(() => OfferingRow)
  @JoinColumn({ name: 'offering_id', foreignKeyConstraintName: 'enrollments_offering' })
  offering?: OfferingRow;

  @Column({ type: 'text' })
  role: string;

  @Column({ type: 'text' })
  status: string;

  @Column({ name: 'begin_date', type: 'date', nullable: true })
  beginDate: string | null;

  /** the last day */
  @Column({ name: 'end_date', type: 'date', nullable: true })
  endDate: string | null;

  @Column({ type: 'jsonb', nullable: true })
  overrides: Overrides | null;

  @Column({ name: 'modified_at', type: 'timestamptz', nullable: true })
  modifiedAt: Date | null;

  /** of the source's row; null after a hand change, so that the next delivery is compared in full */
  @Column({ type: 'uuid', nullable: true })
  fingerprint: string | null;

  @Column({ name: 'import_id', type: 'uuid', nullable: true })
  importId: string | null;

  @Column({ type: 'int', default: 1 })
  revision: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  /** the database's `now()` of the changing transaction, never a clock of ours: `changedSince` relies on it */
  @Column({ name: 'changed_at', type: 'timestamptz', default: () => 'now()' })
  changedAt: Date;
}
