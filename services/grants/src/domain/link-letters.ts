import type { Instant } from '@chiron/contracts/core';
import type { Link } from './links.js';

/** A letter that asks somebody for one thing, with the link that it can be done by. */
export interface LinkLetter extends Link {
  readonly to: { readonly name: string; readonly email: string };
  readonly applicantId: string;
  readonly callTitle: string;
  /** of the call's own texts, BCP 47 */
  readonly language: string;
  readonly timeZone: string;
}

export abstract class LinkLetters {
  /** Makes the link and queues its letter, in the open transaction: both go out with what they ask for, or not at all. */
  abstract send(letter: LinkLetter): Promise<void>;
}

/** What is written; a name stands alone, never a whole person's record. */
export function letterText(
  letter: LinkLetter,
  applicantName: string,
  address: string,
): { readonly subject: string; readonly text: string } {
  const spanish = letter.language.toLowerCase().startsWith('es');
  const due = day(letter.dueAt, letter.timeZone, spanish ? 'es' : 'en');
  const { to, callTitle } = letter;
  const { subject, body } = (spanish ? es : en)[letter.purpose](applicantName, callTitle, due);
  const greeting = spanish ? `Hola, ${to.name}:` : `Dear ${to.name},`;
  const closing = spanish
    ? 'El enlace es solo para usted y sirve únicamente para esto. No lo reenvíe.'
    : 'The link is for you alone and opens nothing else. Please do not pass it on.';
  return { subject, text: [greeting, body, address, closing].join('\n\n') };
}

type Words = (applicant: string, call: string, due: string) => { readonly subject: string; readonly body: string };

const en: Record<Link['purpose'], Words> = {
  consent: (applicant, call, due) => ({
    subject: `${applicant} asks you to join an application: ${call}`,
    body: `${applicant} has named you in the team of an application to “${call}”. Please say whether you take part by ${due}:`,
  }),
  approval: (applicant, call, due) => ({
    subject: `Your approval is asked for: ${call}`,
    body: `${applicant} asks you, as head of the department, to approve an application to “${call}” and its budget. Please answer by ${due}:`,
  }),
  reference: (applicant, call, due) => ({
    subject: `A letter of reference for ${applicant}`,
    body: `${applicant} has named you as a referee for an application to “${call}”. Please write your letter, or decline, by ${due}:`,
  }),
};
const es: Record<Link['purpose'], Words> = {
  consent: (applicant, call, due) => ({
    subject: `${applicant} le invita a participar en una solicitud: ${call}`,
    body: `${applicant} le ha incluido en el equipo de una solicitud a «${call}». Indique si participa antes del ${due}:`,
  }),
  approval: (applicant, call, due) => ({
    subject: `Se solicita su aprobación: ${call}`,
    body: `${applicant} le pide que, como responsable del departamento, apruebe una solicitud a «${call}» y su presupuesto. Responda antes del ${due}:`,
  }),
  reference: (applicant, call, due) => ({
    subject: `Carta de referencia para ${applicant}`,
    body: `${applicant} le ha nombrado como referencia en una solicitud a «${call}». Escriba su carta, o decline, antes del ${due}:`,
  }),
};

function day(moment: Instant, timeZone: string, language: 'en' | 'es'): string {
  const format = new Intl.DateTimeFormat(language, {
    timeZone,
    dateStyle: 'long',
    timeStyle: 'short',
  });
  return `${format.format(new Date(moment))} (${timeZone})`;
}
