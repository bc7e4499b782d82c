import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { OfferingRow } from './offering.row.js';

@Entity('class_meetings')
@Index('class_meetings_of_offering', ['offeringId', 'id'])
export class ClassMeetingRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'class_meetings_pk' })
  id: string;

  @Column({ name: 'offering_id', type: 'uuid' })
  offeringId: string;

  @ManyToOne(() => OfferingRow)
  @JoinColumn({ name: 'offering_id', foreignKeyConstraintName: 'class_meetings_offering' })
  offering?: OfferingRow;

  @Column({ type: 'text' })
  title: string;

  @Column({ name: 'begins_at', type: 'timestamptz' })
  beginsAt: Date;

  @Column({ name: 'ends_at', type: 'timestamptz' })
  endsAt: Date;

  @Column({ type: 'text', nullable: true })
  place: string | null;

  @Column({ type: 'int', default: 1 })
  revision: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'changed_at', type: 'timestamptz', default: () => 'now()' })
  changedAt: Date;
}
