import { applicantLetters } from './applicant-letters.js';
import type { Language, LetterKind, Template } from './letter.js';

/** What a letter says where the call has no words of its own. */
export const standardLetters: Readonly<Record<Language, Readonly<Record<LetterKind, Template>>>> = {
  en: {
    'decision-fund': {
      subject: '{number}: your application will be funded',
      body: `Dear {name},

your application {number} to “{call}” will be funded with {amount}. Congratulations.

The decision, the summary of the review and the critiques are here: {link}

A Notice of Award with the conditions of the grant follows.

{appeal}`,
    },
    'decision-fund-in-part': {
      subject: '{number}: your application will be funded in part',
      body: `Dear {name},

your application {number} to “{call}” will be funded in part, with {amount}. Congratulations.

The decision, the summary of the review and the critiques are here: {link}

A Notice of Award with the conditions of the grant follows.

{appeal}`,
    },
    'decision-revise': {
      subject: '{number}: decision on your application',
      body: `Dear {name},

your application {number} to “{call}” will not be funded in its present form. The reviewers encourage you to revise it and to
apply again.

The decision, the summary of the review and the critiques are here: {link}

{appeal}`,
    },
    'decision-decline': {
      subject: '{number}: decision on your application',
      body: `Dear {name},

we are sorry to tell you that your application {number} to “{call}” will not be funded.

The decision, the summary of the review and the critiques are here: {link}

{appeal}`,
    },
    'returned-without-review': {
      subject: '{number}: returned without review',
      body: `Dear {name},

your application {number} to “{call}” has been returned without review.

The reason: {reason}

You find it here: {link}`,
    },
    'appeal-upheld': {
      subject: '{number}: your appeal is upheld',
      body: `Dear {name},

your appeal of the decision on {number} (“{call}”) is upheld.

The reason: {reason}

You will hear from us about what follows. {link}`,
    },
    'appeal-dismissed': {
      subject: '{number}: your appeal is dismissed',
      body: `Dear {name},

your appeal of the decision on {number} (“{call}”) is dismissed. The decision stands.

The reason: {reason}

{link}`,
    },
    'reviews-due-soon': {
      subject: 'Your reviews for “{call}” are due soon',
      body: `Dear {name},

these reviews for {committee} (“{call}”) are due by {due}:

{list}

They are here: {link}`,
    },
    'reviews-late': {
      subject: 'Your reviews for “{call}” are late',
      body: `Dear {name},

these reviews for {committee} (“{call}”) were due by {due}:

{list}

If you cannot write them, please tell the grants officer today. They are here: {link}`,
    },
    'review-digest': {
      subject: 'Your open reviews this week',
      body: `Dear {name},

this is what waits for you:

{list}

It is here: {link}`,
    },
    'consent-due-soon': {
      subject: '{applicant} waits for your answer: {call}',
      body: `Dear {name},

{applicant} has named you in the team of an application to “{call}”. Please say by {due} whether you take part.

The link for it is in our letter of {sent}. If you do not find it, ask {applicant} to send it again.`,
    },
    'approval-due-soon': {
      subject: 'Your approval is waited for: {call}',
      body: `Dear {name},

{applicant} asks you, as head of the department, to approve an application to “{call}” and its budget, by {due}.

The link for it is in our letter of {sent}. If you do not find it, ask {applicant} to send it again.`,
    },
    'reference-due-soon': {
      subject: 'Your letter of reference for {applicant} is due soon',
      body: `Dear {name},

{applicant} has named you as a referee for an application to “{call}”. Please write your letter, or decline, by {due}.

The link for it is in our letter of {sent}. If you do not find it, ask {applicant} to send it again.`,
    },
    ...applicantLetters.en,
  },
  es: {
    'decision-fund': {
      subject: '{number}: su solicitud será financiada',
      body: `Hola, {name}:

su solicitud {number} a «{call}» será financiada con {amount}. Enhorabuena.

La decisión, el resumen de la evaluación y los comentarios están aquí: {link}

Recibirá después la notificación oficial con las condiciones de la ayuda.

{appeal}`,
    },
    'decision-fund-in-part': {
      subject: '{number}: su solicitud será financiada en parte',
      body: `Hola, {name}:

su solicitud {number} a «{call}» será financiada en parte, con {amount}. Enhorabuena.

La decisión, el resumen de la evaluación y los comentarios están aquí: {link}

Recibirá después la notificación oficial con las condiciones de la ayuda.

{appeal}`,
    },
    'decision-revise': {
      subject: '{number}: decisión sobre su solicitud',
      body: `Hola, {name}:

su solicitud {number} a «{call}» no será financiada en su forma actual. El comité le anima a revisarla y a presentarla de
nuevo.

La decisión, el resumen de la evaluación y los comentarios están aquí: {link}

{appeal}`,
    },
    'decision-decline': {
      subject: '{number}: decisión sobre su solicitud',
      body: `Hola, {name}:

lamentamos comunicarle que su solicitud {number} a «{call}» no será financiada.

La decisión, el resumen de la evaluación y los comentarios están aquí: {link}

{appeal}`,
    },
    'returned-without-review': {
      subject: '{number}: devuelta sin evaluación',
      body: `Hola, {name}:

su solicitud {number} a «{call}» ha sido devuelta sin evaluación.

El motivo: {reason}

La encuentra aquí: {link}`,
    },
    'appeal-upheld': {
      subject: '{number}: su recurso ha sido estimado',
      body: `Hola, {name}:

su recurso contra la decisión sobre {number} («{call}») ha sido estimado.

El motivo: {reason}

Le informaremos de los próximos pasos. {link}`,
    },
    'appeal-dismissed': {
      subject: '{number}: su recurso ha sido desestimado',
      body: `Hola, {name}:

su recurso contra la decisión sobre {number} («{call}») ha sido desestimado. La decisión se mantiene.

El motivo: {reason}

{link}`,
    },
    'reviews-due-soon': {
      subject: 'Sus evaluaciones para «{call}» vencen pronto',
      body: `Hola, {name}:

estas evaluaciones para {committee} («{call}») vencen el {due}:

{list}

Están aquí: {link}`,
    },
    'reviews-late': {
      subject: 'Sus evaluaciones para «{call}» están atrasadas',
      body: `Hola, {name}:

estas evaluaciones para {committee} («{call}») vencieron el {due}:

{list}

Si no puede escribirlas, comuníquelo hoy a la oficina de ayudas. Están aquí: {link}`,
    },
    'review-digest': {
      subject: 'Sus evaluaciones pendientes esta semana',
      body: `Hola, {name}:

esto le espera:

{list}

Está aquí: {link}`,
    },
    'consent-due-soon': {
      subject: '{applicant} espera su respuesta: {call}',
      body: `Hola, {name}:

{applicant} le ha incluido en el equipo de una solicitud a «{call}». Indique antes del {due} si participa.

El enlace está en nuestra carta del {sent}. Si no lo encuentra, pida a {applicant} que se lo envíe de nuevo.`,
    },
    'approval-due-soon': {
      subject: 'Se espera su aprobación: {call}',
      body: `Hola, {name}:

{applicant} le pide que, como responsable del departamento, apruebe antes del {due} una solicitud a «{call}» y su presupuesto.

El enlace está en nuestra carta del {sent}. Si no lo encuentra, pida a {applicant} que se lo envíe de nuevo.`,
    },
    'reference-due-soon': {
      subject: 'Su carta de referencia para {applicant} vence pronto',
      body: `Hola, {name}:

{applicant} le ha nombrado como referencia en una solicitud a «{call}». Escriba su carta, o decline, antes del {due}.

El enlace está en nuestra carta del {sent}. Si no lo encuentra, pida a {applicant} que se lo envíe de nuevo.`,
    },
    ...applicantLetters.es,
  },
};

/** The call's own template in this language, else the standard one in it. */
export const templateFor = (kind: LetterKind, language: Language, own: Template | undefined): Template =>
  own ?? standardLetters[language][kind];
