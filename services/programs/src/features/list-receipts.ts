import { Injectable } from '@nestjs/common';
import { receiptCodes } from '@chiron/contracts/programs';
import { Imports, type ReceiptFilter, type ReceiptPage } from '../domain/imports.js';
import { csvCell } from '../formats/csv-safe.js';

/** What became of each row of an import: a page, or everything as CSV. */
@Injectable()
export class ListReceipts {
  constructor(private readonly imports: Imports) {}

  run(id: string, filter: ReceiptFilter): Promise<ReceiptPage> {
    return this.imports.receipts(id, filter);
  }

  /** Lines of CSV, a page at a time; cells that a spreadsheet would take for formulas are made safe. */
  async *csv(id: string, filter: Omit<ReceiptFilter, 'limit' | 'from'>): AsyncGenerator<string> {
    yield 'line,kind,sourcedId,outcome,code,field,advice\r\n';
    let from: ReceiptFilter['from'];
    do {
      const page = await this.imports.receipts(id, { ...filter, limit: 5_000, ...(from ? { from } : {}) });
      let text = '';
      for (const { line, kind, sourcedId, outcome, code, field } of page.receipts) {
        text +=
          [String(line), kind, sourcedId ?? '', outcome, code ?? '', field ?? '', code ? receiptCodes[code] : '']
            .map(csvCell)
            .join(',') + '\r\n';
      }
      if (text) yield text;
      from = page.next ?? undefined;
    } while (from);
  }
}
