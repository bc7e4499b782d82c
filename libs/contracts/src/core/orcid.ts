/**
 * The bare ORCID iD (`0000-0002-1825-0097`) of any common writing of it, or undefined where the form or the check
 * digit (ISO 7064 MOD 11-2, as ORCID's support page on the identifier's structure describes) is wrong.
 */
export function parseOrcid(text: string): string | undefined {
  const match = /^(?:https?:\/\/(?:www\.)?orcid\.org\/)?(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])$/.exec(text.trim());
  if (!match) return undefined;
  const digits = match.slice(1, 5).join('').toUpperCase();
  let total = 0;
  for (const digit of digits.slice(0, 15)) total = (total + Number(digit)) * 2;
  const check = (12 - (total % 11)) % 11;
  if ((check === 10 ? 'X' : String(check)) !== digits[15]) return undefined;
  return match.slice(1, 4).join('-') + '-' + digits.slice(12);
}
