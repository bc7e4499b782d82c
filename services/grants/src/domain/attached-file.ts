import { coreProblems, type Instant } from '@chiron/contracts/core';
import { grantsProblems } from '@chiron/contracts/grants';
import { editable, type Application } from './application.js';
import type { FileKind, Unreadable } from './file-reading.js';
import { fieldOf, type FilesField, type Form } from './form.js';

/** No file of any field is larger, in bytes: it must be read as a whole, in a thread of limited memory. */
export const largestFile = 50 * 1024 * 1024;

/** A file of an application. Its content is told by its hash; its label is what somebody called it, and nothing more. */
export interface AttachedFile {
  readonly id: string;
  readonly applicationId: string;
  readonly field: string;
  readonly label: string;
  readonly kind: FileKind;
  readonly sha256: string;
  /** bytes */
  readonly size: number;
  readonly addedBy: string;
  readonly addedAt: Instant;
  /** null until the file was read */
  readonly readAt: Instant | null;
  /** the copy for reviewers; null until it was read, and where it cannot be read as a whole */
  readonly copy: { readonly sha256: string; readonly size: number } | null;
  readonly unreadable: readonly Unreadable[];
}

/** The field that a file is sent for. @throws Refusal `file-field-unknown` */
export function filesField(form: Form, name: string): FilesField {
  const field = fieldOf(form, name);
  if (field?.['x-kind'] === 'files') return field;
  const names = Object.entries(form.properties).flatMap(([key, one]) => (one['x-kind'] === 'files' ? [key] : []));
  throw grantsProblems.refuse('file-field-unknown', { fields: names.join(', ') || 'none' }, [
    { pointer: '?field', detail: 'is no field for files' },
  ]);
}

export const sizeLimit = (field: FilesField): number => Math.min(field['x-max-bytes'], largestFile);

/** What came for a field, when it is known what it is. @throws Refusal `file-empty`, `file-kind-refused` */
export function acceptable(field: FilesField, size: number, kind: FileKind | undefined): FileKind {
  if (size === 0) throw grantsProblems.refuse('file-empty');
  const accepted: readonly string[] = field['x-types'];
  if (kind !== undefined && accepted.includes(kind)) return kind;
  throw grantsProblems.refuse('file-kind-refused', { accepted: accepted.join(', '), kind: kind ?? 'none of these' });
}

/**
 * Whether one more file may join.
 * @param present files of this field that are there already
 * @throws Refusal `application-not-editable`, `file-limit`
 */
export function attach(application: Application, field: FilesField, present: number): void {
  editable(application);
  // Where the form asks for several, it takes them.
  const most = field['x-max'] ?? Math.max(1, field['x-min'] ?? 1);
  if (present >= most) throw grantsProblems.refuse('file-limit', { most });
}

const unusable = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/**
 * A label of what the sender called the file: the last part of its path, without what does not show.
 * @throws Refusal `validation-failed` where nothing is left
 */
export function labelOf(name: string, pointer: string): string {
  const label = name.normalize('NFC').replace(unusable, '').split(/[/\\]/).at(-1)!.trim().replace(/\s+/gu, ' ');
  if (label !== '' && !/^\.+$/.test(label) && label.length <= 200) return label;
  throw coreProblems.refuse('validation-failed', {}, [{ pointer, detail: 'must be a name of 1 to 200 characters' }]);
}

/** What the file is called when somebody takes it: the label, ending as its content demands. */
export function downloadName({ label, kind }: Pick<AttachedFile, 'label' | 'kind'>): string {
  const usual = kind === 'jpeg' ? /\.jpe?g$/i : new RegExp(`\\.${kind}$`, 'i');
  return usual.test(label) ? label : `${label}.${kind === 'jpeg' ? 'jpg' : kind}`;
}
