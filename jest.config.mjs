// One configuration for every level; `tools/test.mjs` starts what the adapter, component and journey levels need.
const swc = {
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
  module: { type: 'es6' },
};

/** @type {import('jest').Config} */
export default {
  rootDir: '.',
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  moduleNameMapper: {
    '^@chiron/contracts/(.*)$': '<rootDir>/libs/contracts/src/$1/index.ts',
    '^@chiron/review/mount$': '<rootDir>/libs/review/src/mount/index.ts',
    '^@chiron/(gateway|programs|membership|grants)$': '<rootDir>/services/$1/src/main.ts',
    '^@chiron/(messaging|postgres|http|testing|review|mail)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  globalSetup: '<rootDir>/tools/jest/global-setup.mjs',
  globalTeardown: '<rootDir>/tools/jest/global-teardown.mjs',
  testMatch: ['<rootDir>/{libs,services,tools,e2e,bench}/**/*.spec.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.chiron', '<rootDir>/.*/dist/'],
  testTimeout: 60_000,
};
