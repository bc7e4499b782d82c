import type { FileKind, ReadFile } from './file-reading.js';
import type { IdentityMatch } from './find-identity.js';
import type { TeamMemberFacts } from './team-facts.js';

/** One text to search, and how it is written: `label` for file names and metadata. */
export interface SearchedText {
  readonly text: string;
  readonly written: 'prose' | 'label';
}

/** Reads and searches what applicants send, within limits of time and memory, and never lets it harm the process. */
export abstract class FileReader {
  /** What the bytes are by content; undefined where they are none of the kinds that are taken. */
  abstract detect(bytes: Uint8Array): Promise<FileKind | undefined>;

  /** What a file says and its copy for reviewers. A file that takes too long or too much answers as unreadable. */
  abstract read(kind: FileKind, bytes: Uint8Array): Promise<ReadFile>;

  /** For each text, in order, what in it gives one of the team away; null for one that took too long to search. */
  abstract search(
    team: readonly TeamMemberFacts[],
    texts: readonly SearchedText[],
  ): Promise<(IdentityMatch[] | null)[]>;
}
