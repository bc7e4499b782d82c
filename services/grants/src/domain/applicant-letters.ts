import type { Language, LetterKind, Template } from './letter.js';

type Kind = Extract<
  LetterKind,
  'application-submitted' | 'application-returned' | 'letter-invited' | 'letter-not-invited'
>;

/** What applicants are told of where their application stands. */
export const applicantLetters: Readonly<Record<Language, Readonly<Record<Kind, Template>>>> = {
  en: {
    'application-submitted': {
      subject: '{number}: handed in',
      body: `Dear {name},

your application {number} to “{call}” was handed in on {at}.

You can read it here: {link}`,
    },
    'application-returned': {
      subject: '{number}: returned for revision',
      body: `Dear {name},

your application {number} to “{call}” has been returned to you for revision. Please hand it in again by {due}.

What is to be changed: {reason}

It is here: {link}`,
    },
    'letter-invited': {
      subject: '{number}: you are invited to apply',
      body: `Dear {name},

thank you for your letter of intent {number}. You are invited to apply in full to “{call}”, by {due}.

Your application goes on from the letter: {link}`,
    },
    'letter-not-invited': {
      subject: '{number}: your letter of intent',
      body: `Dear {name},

thank you for your letter of intent {number} to “{call}”. We cannot invite you to apply in full.

The reason: {reason}

{link}`,
    },
  },
  es: {
    'application-submitted': {
      subject: '{number}: presentada',
      body: `Hola, {name}:

su solicitud {number} a «{call}» se presentó el {at}.

Puede leerla aquí: {link}`,
    },
    'application-returned': {
      subject: '{number}: devuelta para su revisión',
      body: `Hola, {name}:

su solicitud {number} a «{call}» se le ha devuelto para que la revise. Preséntela de nuevo antes del {due}.

Lo que hay que cambiar: {reason}

Está aquí: {link}`,
    },
    'letter-invited': {
      subject: '{number}: le invitamos a presentar una solicitud',
      body: `Hola, {name}:

gracias por su carta de intención {number}. Le invitamos a presentar una solicitud completa a «{call}», antes del {due}.

Su solicitud continúa desde la carta: {link}`,
    },
    'letter-not-invited': {
      subject: '{number}: su carta de intención',
      body: `Hola, {name}:

gracias por su carta de intención {number} a «{call}». No podemos invitarle a presentar una solicitud completa.

El motivo: {reason}

{link}`,
    },
  },
};
