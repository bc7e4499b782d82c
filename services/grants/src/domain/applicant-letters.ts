import type { Language, LetterKind, Template } from './letter.js';

type Kind = Extract<
  LetterKind,
  | 'draft-due-soon'
  | 'draft-late'
  | 'application-submitted'
  | 'application-returned'
  | 'application-reopened'
  | 'deadline-extended'
  | 'letter-invited'
  | 'letter-not-invited'
  | 'consent-given'
  | 'consent-declined'
  | 'approval-given'
  | 'approval-declined'
>;

/** What applicants are told of where their application stands. */
export const applicantLetters: Readonly<Record<Language, Readonly<Record<Kind, Template>>>> = {
  en: {
    'draft-due-soon': {
      subject: '{number}: your draft is due soon',
      body: `Dear {name},

your application {number} to “{call}” has not been handed in. The deadline is {due}.

It is here: {link}`,
    },
    'draft-late': {
      subject: '{number}: the deadline has passed',
      body: `Dear {name},

your application {number} to “{call}” has not been handed in. The deadline was {due}; it is taken until {until}, and called late.

It is here: {link}`,
    },
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
    'application-reopened': {
      subject: '{number}: open again',
      body: `Dear {name},

the grants office has opened your application {number} to “{call}” again. Please hand it in by {due}; until then it is a draft.

It is here: {link}`,
    },
    'deadline-extended': {
      subject: '{number}: you have longer',
      body: `Dear {name},

your application {number} to “{call}” has a deadline of its own now. Please hand it in by {due}.

It is here: {link}`,
    },
    'consent-given': {
      subject: '{number}: {who} takes part',
      body: `Dear {name},

{who} has consented to take part in your application {number} to “{call}”.

{link}`,
    },
    'consent-declined': {
      subject: '{number}: {who} does not take part',
      body: `Dear {name},

{who} has declined to take part in your application {number} to “{call}”, or has taken the consent back.

{link}`,
    },
    'approval-given': {
      subject: '{number}: approved by your department chair',
      body: `Dear {name},

{who} has approved your application {number} to “{call}” and its budget.

{comment}

{link}`,
    },
    'approval-declined': {
      subject: '{number}: not approved by your department chair',
      body: `Dear {name},

{who} has not approved your application {number} to “{call}”. The reason:

{comment}

{link}`,
    },
  },
  es: {
    'draft-due-soon': {
      subject: '{number}: su borrador vence pronto',
      body: `Hola, {name}:

su solicitud {number} a «{call}» no se ha presentado todavía. El plazo termina el {due}.

Está aquí: {link}`,
    },
    'draft-late': {
      subject: '{number}: el plazo ha terminado',
      body: `Hola, {name}:

su solicitud {number} a «{call}» no se ha presentado. El plazo terminó el {due}; se acepta hasta el {until}, como presentada fuera de plazo.

Está aquí: {link}`,
    },
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
    'application-reopened': {
      subject: '{number}: abierta de nuevo',
      body: `Hola, {name}:

la oficina de ayudas ha vuelto a abrir su solicitud {number} a «{call}». Preséntela antes del {due}; hasta entonces es un borrador.

Está aquí: {link}`,
    },
    'deadline-extended': {
      subject: '{number}: tiene más plazo',
      body: `Hola, {name}:

su solicitud {number} a «{call}» tiene ahora un plazo propio. Preséntela antes del {due}.

Está aquí: {link}`,
    },
    'consent-given': {
      subject: '{number}: {who} participa',
      body: `Hola, {name}:

{who} ha aceptado participar en su solicitud {number} a «{call}».

{link}`,
    },
    'consent-declined': {
      subject: '{number}: {who} no participa',
      body: `Hola, {name}:

{who} no participa en su solicitud {number} a «{call}»: ha declinado o ha retirado su consentimiento.

{link}`,
    },
    'approval-given': {
      subject: '{number}: aprobada por su departamento',
      body: `Hola, {name}:

{who} ha aprobado su solicitud {number} a «{call}» y su presupuesto.

{comment}

{link}`,
    },
    'approval-declined': {
      subject: '{number}: no aprobada por su departamento',
      body: `Hola, {name}:

{who} no ha aprobado su solicitud {number} a «{call}». El motivo:

{comment}

{link}`,
    },
  },
};
