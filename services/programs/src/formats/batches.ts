import type { LineKind } from './columns.js';
import type { Batch, Line } from './lines.js';

const mostLines = 5_000;
/** Characters of input per batch: lines may be 1 MiB each, and 5,000 of those would be no constant memory. */
const mostText = 8 * 1024 * 1024;

/** Gathers lines of one kind and hands them on, one batch at a time. */
export class Batches {
  private lines: Line[] = [];
  private text = 0;

  constructor(
    private readonly kind: LineKind,
    private readonly onBatch: (batch: Batch) => Promise<void>,
  ) {}

  /** `text` is how many characters of input the line came from. Returns whether it is time to `flush`. */
  add(line: Line, text: number): boolean {
    this.lines.push(line);
    this.text += text;
    return this.lines.length >= mostLines || this.text >= mostText;
  }

  async flush(): Promise<void> {
    if (this.lines.length === 0) return;
    const lines = this.lines;
    this.lines = [];
    this.text = 0;
    await this.onBatch({ kind: this.kind, lines });
    // A body that lies in memory already would otherwise keep the event loop from everything else.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
