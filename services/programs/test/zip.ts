import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of a zip made for a test; everything but its name and data is a lie to tell. */
export interface ZipEntry {
  readonly name: string;
  readonly data?: string | Buffer;
  readonly stored?: boolean;
  readonly size?: number;
  readonly packedSize?: number;
  readonly crc?: number;
  readonly flags?: number;
  readonly method?: number;
  readonly mode?: number;
  /** take the bytes of the entry with this index instead of own ones */
  readonly sameBytesAs?: number;
}

/** Packs a zip that may state what is not so. */
export function zipOf(entries: readonly ZipEntry[] | Readonly<Record<string, string | Buffer>>): Buffer {
  const list = (
    Array.isArray(entries) ? entries : Object.entries(entries).map(([name, data]) => ({ name, data }))
  ) as readonly ZipEntry[];
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  let offset = 0;
  for (const entry of list) {
    const data = Buffer.from(entry.data ?? '');
    const packed = entry.stored ? data : deflateRawSync(data);
    const name = Buffer.from(entry.name);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(entry.flags ?? 0x0800, 6);
    head.writeUInt16LE(entry.method ?? (entry.stored ? 0 : 8), 8);
    head.writeUInt32LE(0x5d210000, 10);
    head.writeUInt32LE(entry.crc ?? crc32(data), 14);
    head.writeUInt32LE(entry.packedSize ?? packed.length, 18);
    head.writeUInt32LE(entry.size ?? data.length, 22);
    head.writeUInt16LE(name.length, 26);
    const record = Buffer.alloc(46);
    record.writeUInt32LE(0x02014b50, 0);
    record.writeUInt16LE((3 << 8) | 20, 4);
    head.copy(record, 6, 4, 30);
    record.writeUInt32LE((entry.mode ?? 0o100644) * 65_536, 38);
    offsets.push(entry.sameBytesAs === undefined ? offset : offsets[entry.sameBytesAs]!);
    record.writeUInt32LE(offsets.at(-1)!, 42);
    directory.push(record, name);
    if (entry.sameBytesAs !== undefined) continue;
    parts.push(head, name, packed);
    offset += head.length + name.length + packed.length;
  }
  const size = directory.reduce((n, part) => n + part.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(list.length, 8);
  end.writeUInt16LE(list.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
