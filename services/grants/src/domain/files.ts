import type { Application } from './application.js';
import type { AttachedFile } from './attached-file.js';
import type { FileReading, ReadFile } from './file-reading.js';

export type NewFile = Pick<
  AttachedFile,
  'id' | 'applicationId' | 'field' | 'label' | 'kind' | 'sha256' | 'size' | 'addedBy'
> & {
  /** the caller's Idempotency-Key */
  readonly requestKey: string | null;
};

/** The files of applications; their contents lie in the file store, under their hashes. */
export abstract class Files {
  /**
   * Notes a file whose content is about to be kept; it counts from now on, and is shown once `arrived` said so. With the
   * key of an earlier call it answers that call's file.
   * @param decide is told the application under its lock, and how many files its field has
   * @throws Refusal `not-found`, `idempotency-key-reused`, or what `decide` refuses
   */
  abstract add(
    file: NewFile,
    decide: (application: Application, present: number) => void,
  ): Promise<{ readonly id: string; readonly fresh: boolean }>;
  abstract arrived(id: string): Promise<void>;
  /** Of one application, by field and time. */
  abstract list(applicationId: string): Promise<AttachedFile[]>;
  /** @throws Refusal `not-found` */
  abstract one(applicationId: string, id: string): Promise<AttachedFile>;
  /** @throws Refusal `not-found`, or what `decide` refuses */
  abstract remove(
    applicationId: string,
    id: string,
    by: string,
    decide: (application: Application) => void,
  ): Promise<void>;
  abstract rename(
    applicationId: string,
    id: string,
    label: string,
    decide: (application: Application) => void,
  ): Promise<AttachedFile>;
}

/** Files that wait to be read, and what was read. A file whose reading was cut short is claimed again. */
export abstract class Readings {
  /** The next file to read, of this application alone where one is named; nobody else gets it for some minutes. */
  abstract claim(applicationId?: string): Promise<Claimed | undefined>;
  /** @param put is run once the copy's content is noted as needed, and before the reading counts */
  abstract keep(
    fileId: string,
    read: Omit<ReadFile, 'copy'>,
    copy: AttachedFile['copy'],
    put: () => Promise<void>,
  ): Promise<void>;
  /** Gives a claim back that ended for no fault of the file's: it counts for no try, and comes up again in some minutes. */
  abstract putOff(fileId: string): Promise<void>;
  /** Whether files of this application still wait; also those that somebody else reads now. */
  abstract waiting(applicationId: string): Promise<boolean>;
  abstract of(applicationId: string): Promise<LabelledReading[]>;
}
export interface LabelledReading extends FileReading {
  readonly fileId: string;
  readonly field: string;
  readonly label: string;
}
export interface Claimed extends Pick<AttachedFile, 'id' | 'kind' | 'sha256' | 'applicationId'> {
  /** how often its reading was begun before, and never ended */
  readonly tries: number;
}

/** What is left over in the file store. */
export abstract class Leftovers {
  /** Forgets uploads that were cut short, and contents of files removed long ago. */
  abstract forget(): Promise<void>;
  /** Runs `remove` where no file needs this content; nobody can begin to need it meanwhile. */
  abstract unless(sha256: string, remove: () => Promise<void>): Promise<void>;
}
