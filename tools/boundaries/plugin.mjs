// Turns the table of boundaries.mjs into ESLint rules. Every way to import is seen: static, re-export, dynamic,
// `import type`, `import('x').T` and require; a relative path is resolved to the file it means.
import { dirname, posix, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { boundaries, place } from './boundaries.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const fromRoot = (path) => relative(root, path).split(sep).join('/');

function targetOf(specifier, path) {
  if (!specifier.startsWith('.')) return { package: specifier };
  const joined = posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts');
  return { file: place(joined) };
}

/** The text of the specifier, where the node imports something by a literal name. */
function specifierOf(node) {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return node.source?.value;
    case 'ImportExpression':
      return node.source.type === 'Literal' ? node.source.value : undefined;
    case 'TSImportType':
      return node.source?.value ?? node.argument?.literal?.value;
    case 'TSExternalModuleReference':
      return node.expression.value;
    case 'CallExpression':
      return node.callee.name === 'require' && node.arguments[0]?.type === 'Literal'
        ? node.arguments[0].value
        : undefined;
  }
}

const importing = [
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
  'TSExternalModuleReference',
  'CallExpression',
];

const firstViolated = (target, file) =>
  boundaries.find((boundary) => boundary.imports && boundary.where(file) && boundary.imports(target, file));

function ruleOf(boundary) {
  return {
    meta: { type: 'problem', schema: [], docs: { description: boundary.says } },
    create(context) {
      const file = place(fromRoot(context.filename));
      if (!boundary.where(file)) return {};
      const report = (node) => context.report({ node, message: boundary.says });
      const visitors = {};
      if (boundary.file) visitors.Program = (node) => boundary.file(file) && report(node);
      if (boundary.node) visitors['*'] = (node) => boundary.node(node) && report(node);
      if (boundary.imports) {
        visitors[`:matches(${importing.join(', ')})`] = (node) => {
          const specifier = specifierOf(node);
          if (typeof specifier === 'string' && firstViolated(targetOf(specifier, file.path), file) === boundary)
            report(node);
        };
      }
      return visitors;
    },
  };
}

export const plugin = {
  meta: { name: 'chiron' },
  rules: Object.fromEntries(boundaries.map((boundary) => [boundary.name, ruleOf(boundary)])),
};

export const allBoundaries = Object.fromEntries(boundaries.map(({ name }) => [`chiron/${name}`, 'error']));
