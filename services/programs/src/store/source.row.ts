import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('sources')
export class SourceRow {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'sources_pk' })
  name: string;

  @Column({ type: 'text', nullable: true })
  owner: string | null;

  /** e-mail domains, lower case, that this source is authoritative for */
  @Column({ type: 'text', array: true, default: () => "'{}'" })
  domains: string[];

  @Column({ name: 'date_order', type: 'text', nullable: true })
  dateOrder: 'YMD' | 'DMY' | 'MDY' | null;

  @Column({ name: 'time_zone', type: 'text', nullable: true })
  timeZone: string | null;

  /** the source's word, lower case → role; stands over the built-in table */
  @Column({ type: 'jsonb', default: () => "'{}'" })
  roles: Record<string, string>;

  /** only what differs from the defaults */
  @Column({ type: 'jsonb', default: () => "'{}'" })
  guards: Record<string, number>;

  @Column({ name: 'field_policy', type: 'jsonb', default: () => "'{}'" })
  fieldPolicy: Record<string, 'source' | 'hand'>;

  @Column({ type: 'int', default: 1 })
  revision: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'changed_at', type: 'timestamptz', default: () => 'now()' })
  changedAt: Date;
}
