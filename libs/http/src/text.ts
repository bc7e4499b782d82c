/** The longest id, key or name of a path or header that any service takes. */
export const maxIdLength = 255;

const loneSurrogate = /\p{Surrogate}/u;

/** Why PostgreSQL could not hold this text, in words for the sender; undefined where it can. */
export function faultInText(text: string): string | undefined {
  if (text.includes('\u0000')) return 'must not contain the character NUL';
  if (loneSurrogate.test(text)) return 'must not contain half of a surrogate pair';
  return undefined;
}

export interface TextFault {
  readonly pointer: string;
  readonly detail: string;
}

/** A reference token of a JSON pointer (RFC 6901). */
export const token = (name: string): string =>
  name
    .replaceAll('~', '~0')
    .replaceAll('/', '~1')
    .replace(/[\p{Surrogate}\0]/gu, '\ufffd');

/** Every text within a parsed JSON value that no database column could hold, with its pointer. */
export function faultsWithin(value: unknown, pointer = ''): TextFault[] {
  if (typeof value === 'string') {
    const detail = faultInText(value);
    return detail ? [{ pointer, detail }] : [];
  }
  if (value === null || typeof value !== 'object') return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => faultsWithin(item, `${pointer}/${index}`));
  return Object.entries(value).flatMap(([name, item]) => {
    const at = `${pointer}/${token(name)}`;
    const detail = faultInText(name);
    return detail ? [{ pointer: at, detail: `its name ${detail}` }] : faultsWithin(item, at);
  });
}

/** How deep arrays and objects may stand in one another. */
export const maxDepth = 64;

/** Whether JSON text nests deeper than `maxDepth`; brackets within strings count not. */
export function isTooDeep(json: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < json.length; i++) {
    const char = json.charCodeAt(i);
    if (quoted) {
      if (char === 92) i++;
      else if (char === 34) quoted = false;
    } else if (char === 34) quoted = true;
    else if (char === 91 || char === 123) {
      if (++depth > maxDepth) return true;
    } else if (char === 93 || char === 125) depth--;
  }
  return false;
}
