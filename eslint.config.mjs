// Lint for the whole workspace: TypeScript's usual mistakes, and who may know whom. The boundaries themselves stand in
// tools/boundaries/boundaries.mjs; tools/boundaries.spec.ts proves with forbidden fixtures that each of them bites.
import { createProjectGraphAsync } from '@nx/devkit';
import nx from '@nx/eslint-plugin';
import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';
import { projectBoundaries } from './tools/boundaries/boundaries.mjs';
import { allBoundaries, plugin } from './tools/boundaries/plugin.mjs';

// Without a cached project graph Nx's rule warns and checks nothing; so the graph is made first, or lint fails.
process.env.NX_DAEMON ??= 'false';
await createProjectGraphAsync({ exitOnError: false });

const nodeGlobals = Object.fromEntries(Object.getOwnPropertyNames(globalThis).map((name) => [name, 'readonly']));

export default tseslint.config(
  { ignores: ['**/dist/', '**/node_modules/', '.nx/', '.chiron/', '.cache/', 'coverage/', 'tmp/'] },
  js.configs.recommended,
  { rules: { 'no-control-regex': 'off' } },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: nodeGlobals },
    rules: { 'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }] },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    plugins: { '@nx': nx, chiron: plugin },
    rules: {
      ...allBoundaries,
      '@nx/enforce-module-boundaries': [
        'error',
        { allow: [], enforceBuildableLibDependency: false, depConstraints: projectBoundaries },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-unused-expressions': ['error', { allowTernary: true, allowShortCircuit: true }],
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['{libs,services}/*/{src,test}/**/*.ts', '{e2e,bench,tools}/**/*.ts'],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
    },
  },
  { files: ['{services,libs/review/src/mount}/**/*.ts'], rules: { 'max-lines': ['error', { max: 300 }] } },
  {
    files: ['{services,libs}/*/src/**/*.ts'],
    ignores: ['libs/http/src/run-alone.ts', '**/*.spec.ts'],
    rules: { 'no-console': 'error' },
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  prettier,
);
