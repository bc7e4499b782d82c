import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import fastifyStatic from '@fastify/static';
import { coreProblems, type ProblemDefinition, type Problems } from '@chiron/contracts/core';
import { gatewayProblems } from '@chiron/contracts/gateway';
import { grantsProblems } from '@chiron/contracts/grants';
import { membershipProblems } from '@chiron/contracts/membership';
import { messagingProblems } from '@chiron/contracts/messaging';
import { programsProblems } from '@chiron/contracts/programs';
import { reviewProblems } from '@chiron/contracts/review';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Pages load their own scripts and styles, and nothing else; no script stands in a page. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const page = (title: string, head: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${head}
</head>
<body>
${body}
</body>
</html>
`;

const docsPage = page(
  'Chiron: the API',
  '<link rel="stylesheet" href="/docs/ui/swagger-ui.css">\n<link rel="stylesheet" href="/docs/docs.css">',
  `<div id="swagger-ui"></div>
<noscript><p>This page needs JavaScript; the same stands in <a href="/openapi.json">/openapi.json</a>.</p></noscript>
<script src="/docs/ui/swagger-ui-bundle.js"></script>
<script src="/docs/docs.js"></script>`,
);

const docsScript = `window.ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  docExpansion: 'list',
  filter: true,
  persistAuthorization: false,
  tagsSorter: 'alpha',
  validatorUrl: null,
});
`;

const docsStyle = `body { margin: 0; }
.problems { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
.problems dt { font-weight: 600; margin-top: 1.5rem; }
.problems dd { margin: 0; }
.problems dd.advice { color: #444; }
.problems code { background: #f2f2f2; padding: 0 .25em; }
.problems :target { outline: 2px solid #0a58ca; outline-offset: 4px; }
`;

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char]!);

const contexts: readonly Problems<string>[] = [
  coreProblems,
  gatewayProblems,
  programsProblems,
  membershipProblems,
  grantsProblems,
  reviewProblems,
  messagingProblems,
];

function problemEntry(code: string, { status, title, advice }: ProblemDefinition): string {
  const more = advice ? `\n<dd class="advice">${escaped(advice.replace(/\{(\w+)\}/g, '…'))}</dd>` : '';
  return `<dt id="${code}"><code>${code}</code> ${status}</dt>\n<dd>${escaped(title)}</dd>${more}`;
}

function problemsPage(): string {
  const sections = contexts.map(({ context, definitions }) => {
    const entries = Object.entries(definitions).map(([code, definition]) => problemEntry(code, definition));
    return `<h2>${context}</h2>\n<dl>\n${entries.join('\n')}\n</dl>`;
  });
  const intro =
    '<p>Every refusal is answered as <code>application/problem+json</code> (RFC 9457). Its <code>type</code> leads here; its <code>instance</code> names the one occurrence; <code>errors</code> points at each field at fault.</p>';
  return page(
    'Chiron: problems',
    '<link rel="stylesheet" href="/docs/docs.css">',
    `<main class="problems">\n<h1>Problems</h1>\n${intro}\n${sections.join('\n')}\n</main>`,
  );
}

/** `/docs/` (Swagger UI over /openapi.json) and `/problems`. */
export async function addPages(fastify: FastifyInstance): Promise<void> {
  const problems = problemsPage();
  const html = (reply: FastifyReply, text: string) =>
    reply
      .type('text/html; charset=utf-8')
      .headers({ 'content-security-policy': policy, 'cache-control': 'public, max-age=300' })
      .send(text);
  fastify.get('/docs', (_, reply) => html(reply, docsPage));
  fastify.get('/problems', (_, reply) => html(reply, problems));
  fastify.get('/docs/docs.js', (_, reply) => reply.type('text/javascript; charset=utf-8').send(docsScript));
  fastify.get('/docs/docs.css', (_, reply) => reply.type('text/css; charset=utf-8').send(docsStyle));
  await fastify.register(fastifyStatic, {
    root: dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json')),
    prefix: '/docs/ui/',
    index: false,
    allowedPath: (path) => /^\/(swagger-ui\.css|swagger-ui-bundle\.js|favicon-\d+x\d+\.png)$/.test(path),
    maxAge: 3_600_000,
  });
}
