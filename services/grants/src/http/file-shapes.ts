import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';
import { fileKinds, mediaTypes, type FileKind } from '../domain/file-reading.js';
import type { FileView } from '../features/list-files.js';
import { downloadName } from '../domain/attached-file.js';

const uuid = { type: String, format: 'uuid' } as const;
const moment = { type: String, format: 'date-time', nullable: true } as const;

export class NewFileQuery {
  @ApiProperty({ description: 'the field of the form that it is for' })
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  field: string;

  @ApiProperty({ description: 'what it is called; a label and nothing more: what it is, its content says' })
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  name: string;
}

export class RenamedFile {
  @ApiProperty() @IsString() @MinLength(1) @MaxLength(255) name: string;
}

export class UnreadableShape {
  @ApiProperty({ description: 'encrypted, damaged, too-large, too-slow, picture-only or embedded' }) reason: string;
  @ApiPropertyOptional({ description: 'the page or part; the whole file where absent' }) part?: string | undefined;
}

export class FileShape {
  @ApiProperty(uuid) id: string;
  @ApiProperty() field: string;
  @ApiProperty({ description: 'the name it is given when it is downloaded' }) name: string;
  @ApiProperty({ enum: fileKinds, description: 'by its content' }) kind: FileKind;
  @ApiProperty() mediaType: string;
  @ApiProperty({ type: Number, description: 'bytes of what this caller gets' }) size: number;
  @ApiProperty({ description: 'SHA-256 of what this caller gets, hexadecimal' }) sha256: string;
  @ApiProperty({ ...uuid, nullable: true }) addedBy: string | null;
  @ApiProperty(moment) addedAt: string | null;
  @ApiProperty({ ...moment, description: 'null until it was read' }) readAt: string | null;
  @ApiProperty({ description: 'whether there is a copy for reviewers' }) copy: boolean;
  @ApiProperty({ type: [UnreadableShape], description: 'what of it nobody can search' })
  unreadable: readonly UnreadableShape[];

  /** Whoever must not know who applies is told of the copy, and nothing of who sent the file and when. */
  static of(file: FileView): FileShape {
    const { id, field, label, kind, addedBy, addedAt, readAt, copy, unreadable, blinded } = file;
    const { size, sha256 } = blinded && copy ? copy : file;
    return {
      id,
      field,
      name: downloadName({ label, kind }),
      kind,
      mediaType: mediaTypes[kind],
      size,
      sha256,
      addedBy: blinded ? null : addedBy,
      addedAt: blinded ? null : addedAt,
      readAt: blinded ? null : readAt,
      copy: copy !== null,
      unreadable,
    };
  }
}

export class FilesList {
  @ApiProperty({ type: [FileShape] }) items: FileShape[];
}
