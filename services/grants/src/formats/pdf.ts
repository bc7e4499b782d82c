import { getDocumentProxy } from 'unpdf';
import { mostText, type Piece, type ReadFile, type Unreadable } from '../domain/file-reading.js';
import { copyPdf } from './pdf-copy.js';
import { guardPdf } from './pdf-guard.js';
import { UnreadableFile } from './unreadable-file.js';

const mostPages = 1_000;

/** Reads a PDF and makes its copy for reviewers; what is told is what the copy says, not what the original said. */
export async function readPdf(bytes: Uint8Array): Promise<ReadFile> {
  guardPdf(bytes);
  const { copy, removed, hidden, unreadable, pictured } = await copyPdf(bytes);
  const pages = await pagesOf(copy);
  const blank: Unreadable[] = pages
    .map((text, i) => ({ reason: 'picture-only' as const, part: `page ${i + 1}`, text, page: i + 1 }))
    .filter(({ text, page }) => pictured.has(page) && !/\p{L}{2}/u.test(text))
    .map(({ reason, part }) => ({ reason, part }));
  const shown = pages.map((text, i): Piece => ({ kind: 'text', part: `page ${i + 1}`, text }));
  return {
    pieces: [...shown.filter(({ text }) => text.trim() !== ''), ...hidden],
    removed,
    unreadable: [...unreadable, ...blank],
    copy,
  };
}

/** The text of each page in the order it is drawn; a line's end is a line's end. */
async function pagesOf(bytes: Uint8Array): Promise<string[]> {
  let letters = 0;
  const document = await getDocumentProxy(bytes.slice(), {
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    enableXfa: false,
    maxImageSize: 1,
    verbosity: 0,
  } as Parameters<typeof getDocumentProxy>[1]).catch((error: Error) => {
    throw new UnreadableFile(error.name === 'PasswordException' ? 'encrypted' : 'damaged', error.message);
  });
  try {
    if (document.numPages > mostPages) throw new UnreadableFile('too-large', `it has ${document.numPages} pages`);
    const pages: string[] = [];
    for (let number = 1; number <= document.numPages; number++) {
      const page = await document.getPage(number);
      const { items } = await page.getTextContent();
      let text = '';
      for (const item of items) if ('str' in item) text += item.hasEOL ? `${item.str}\n` : item.str;
      letters += text.length;
      if (letters > mostText) throw new UnreadableFile('too-large', 'it holds too much text');
      pages.push(text);
      page.cleanup();
    }
    return pages;
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw new UnreadableFile('damaged', (error as Error).message);
  } finally {
    await document.loadingTask.destroy();
  }
}
