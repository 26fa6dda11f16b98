import nx from '@nx/eslint-plugin';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** The plugin, whose type still describes the earlier form of configuration. */
const boundariesPlugin = /** @type {import('eslint').ESLint.Plugin} */ (/** @type {unknown} */ (nx));

/** Imports by which the proof reaches the apps. */
const PROVEN = [
  ...['order', 'payment', 'delivery', 'customerpage'].map((app) => `../../../../apps/${app}/src/**`),
  '../../../../apps/order/test/read-committed.js',
];
/** What verify states independently of the product: its services, the event matrix and the fold of the log. Both judge by it. */
const EXPECTED = ['options', 'event-matrix', 'fold', 'log-index'].map((file) => `../../../verify/src/${file}.ts`);

/**
 * Who may import whom.
 * @param {boolean} testing whether the files are tests, which alone import `@carshare/testing`
 * @param {string[]} allow imports that pass unchecked
 * @returns {import('eslint').Linter.RuleEntry}
 */
const boundaries = (testing, allow = []) => [
  'error',
  {
    enforceBuildableLibDependency: true,
    allow,
    depConstraints: [
      {
        sourceTag: 'type:app',
        onlyDependOnLibsWithTags: ['type:contract', 'type:platform', ...(testing ? ['type:testing'] : [])],
      },
      { sourceTag: 'type:testing', onlyDependOnLibsWithTags: ['type:contract', 'type:platform'] },
      {
        sourceTag: 'type:proof',
        onlyDependOnLibsWithTags: ['type:app', 'type:contract', 'type:platform', 'type:testing'],
      },
      { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: ['type:contract', 'type:platform', 'type:launcher'] },
      { sourceTag: 'type:launcher', onlyDependOnLibsWithTags: [] },
      { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['type:contract', 'type:platform'] },
      {
        sourceTag: 'type:contract',
        onlyDependOnLibsWithTags: ['type:util'],
        bannedExternalImports: ['@nestjs/*', 'typeorm', 'kafkajs', 'rxjs'],
      },
      { sourceTag: 'type:util', onlyDependOnLibsWithTags: [], bannedExternalImports: ['@nestjs/*', 'typeorm'] },
      { sourceTag: 'scope:persistence', onlyDependOnLibsWithTags: [] },
      { sourceTag: 'scope:event-log', onlyDependOnLibsWithTags: ['type:contract', 'scope:persistence'] },
      { sourceTag: 'scope:service-kit', onlyDependOnLibsWithTags: ['type:util', 'scope:persistence'] },
      {
        sourceTag: 'scope:messaging',
        onlyDependOnLibsWithTags: ['type:contract', 'scope:persistence', 'scope:event-log', 'scope:service-kit'],
      },
      {
        sourceTag: 'scope:operations',
        onlyDependOnLibsWithTags: [
          'type:contract',
          'scope:persistence',
          'scope:event-log',
          'scope:service-kit',
          'scope:messaging',
        ],
      },
    ],
  },
];

export default defineConfig(
  {
    ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '**/fixtures/**', 'artifacts/**'],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { '@nx': boundariesPlugin },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      curly: ['error', 'multi-line'],
      eqeqeq: 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      // Nest's modules are classes without members.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Types are structural here: a view or an event's fields is whatever has its members.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      // `EventPattern<string>` picks the overload for a plain pattern.
      '@typescript-eslint/no-unnecessary-type-arguments': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // An async method keeps its promise even when one implementation has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // The web pages: JavaScript that browsers load as it is, type-checked through JSDoc.
    files: ['apps/customerpage/web/**/*.js'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // Listeners may be async: they catch what they await.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      // The types say that every browser has every feature, and that a field of an answer has the type it should have.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unnecessary-type-conversion': 'off',
      // The shop's answers are JSON without a type.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    // Configuration, and programs that start on Node.js 20 or load sources; tsc checks their types (checkJs).
    files: ['**/*.mjs'],
    extends: [tseslint.configs.strict],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: { eqeqeq: 'error' },
  },
  {
    files: ['apps/**/*.ts', 'tools/{launcher,verify,chaos}/**/*.ts', 'libs/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': boundaries(false),
    },
  },
  {
    // The bench alone has a bare client: it measures kafkajs as it is.
    files: ['apps/**/*.ts', 'tools/chaos/**/*.ts', 'libs/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Kafka']", message: 'Use kafkajsClient of @carshare/event-log.' },
      ],
    },
  },
  {
    files: ['apps/*/src/**/*.spec.ts', 'apps/*/test/**/*.ts'],
    rules: { '@nx/enforce-module-boundaries': boundaries(true) },
  },
  {
    // The proof puts the apps' own classes together; nothing else may reach into an app.
    files: ['tools/chaos/src/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': boundaries(true, [...PROVEN, ...EXPECTED]),
    },
  },
  {
    // The launcher knows no library: it takes the names of the services alone, from a file without imports.
    files: ['tools/launcher/src/services.ts'],
    rules: { '@nx/enforce-module-boundaries': boundaries(false, ['../../../libs/events/src/services.ts']) },
  },
  {
    // The test of the layers lists them from the rules.
    files: ['libs/testing/test/structure.spec.ts'],
    rules: { '@nx/enforce-module-boundaries': boundaries(false, ['../../../.dependency-cruiser.mjs']) },
  },
  {
    // Table-driven tests and doubles are worth a looser hand.
    files: ['**/*.spec.ts', '**/test/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off', '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
);
