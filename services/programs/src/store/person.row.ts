import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What a source says of one of its people. Written under the source's lock. */
@Entity('people')
@Index('people_of_person', ['personId'], { where: 'person_id is not null' })
export class PersonRow {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'people_pk' })
  source: string;

  @PrimaryColumn({ name: 'sourced_id', type: 'text', primaryKeyConstraintName: 'people_pk' })
  sourcedId: string;

  @Column({ name: 'given_name', type: 'text', nullable: true })
  givenName: string | null;

  @Column({ name: 'middle_name', type: 'text', nullable: true })
  middleName: string | null;

  @Column({ name: 'family_name', type: 'text', nullable: true })
  familyName: string | null;

  @Column({ name: 'preferred_given_name', type: 'text', nullable: true })
  preferredGivenName: string | null;

  @Column({ name: 'preferred_family_name', type: 'text', nullable: true })
  preferredFamilyName: string | null;

  @Column({ type: 'text', nullable: true })
  pronouns: string | null;

  @Column({ type: 'text', nullable: true })
  email: string | null;

  @Column({ type: 'text', nullable: true })
  orcid: string | null;

  @Column({ name: 'privacy_hold', type: 'boolean', nullable: true })
  privacyHold: boolean | null;

  @Column({ type: 'jsonb', nullable: true })
  affiliations: unknown;

  /** the organisations that their own line lists, joined by commas */
  @Column({ type: 'text', nullable: true })
  organisations: string | null;

  /** a delivery gave a name, an e-mail or an ORCID iD, or staff linked the reference */
  @Column({ type: 'boolean' })
  known: boolean;

  /** the platform's person, as membership told it */
  @Column({ name: 'person_id', type: 'uuid', nullable: true })
  personId: string | null;

  /** the revision of the `ReferenceResolved` that told it; an older one is ignored */
  @Column({ name: 'person_revision', type: 'int', default: 0 })
  personRevision: number;

  @Column({ name: 'modified_at', type: 'timestamptz', nullable: true })
  modifiedAt: Date | null;

  @Column({ type: 'uuid', nullable: true })
  fingerprint: string | null;

  @Column({ type: 'int', default: 1 })
  revision: number;

  /** when they were told last */
  @Column({ name: 'changed_at', type: 'timestamptz', default: () => 'now()' })
  changedAt: Date;
}
