/** The kinds of file that an application takes; what a file is, its content says, never its name. */
export const fileKinds = ['pdf', 'docx', 'png', 'jpeg'] as const;
export type FileKind = (typeof fileKinds)[number];

export const mediaTypes: Readonly<Record<FileKind, string>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  png: 'image/png',
  jpeg: 'image/jpeg',
};

/** A piece of what a file says, and where in it that stands. */
export interface Piece {
  /** `text` is seen by every reader, `hidden` by one who looks for it (links, notes, alternative texts, form values) */
  readonly kind: 'text' | 'hidden' | 'metadata';
  /** for example `page 3`, `comments`, `Author` */
  readonly part: string;
  readonly text: string;
}

/** Why nobody can say that a file, or a part of it, names no one. */
export const unreadableReasons = ['encrypted', 'damaged', 'too-large', 'too-slow', 'picture-only', 'embedded'] as const;
export type UnreadableReason = (typeof unreadableReasons)[number];

export interface Unreadable {
  readonly reason: UnreadableReason;
  /** for example `page 3`; the whole file where absent */
  readonly part?: string | undefined;
}

/** What was found in a file and its copy for reviewers. */
export interface FileReading {
  /** what the copy for reviewers says */
  readonly pieces: readonly Piece[];
  /** what stood in the file and does not stand in the copy any more */
  readonly removed: readonly Piece[];
  readonly unreadable: readonly Unreadable[];
}

/** A reading together with the copy for reviewers; none where the file cannot be read as a whole. */
export interface ReadFile extends FileReading {
  readonly copy: Uint8Array | null;
}

/** As many letters of a file are kept as a long book has; past that it cannot be checked and says `too-large`. */
export const mostText = 3_000_000;
