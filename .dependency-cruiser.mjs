/**
 * Import rules that ESLint cannot express because they span folders: no cycle between projects, folders or files, and the order
 * of the layers. `npx nx lint workspace` runs them; libs/testing/test/structure.spec.ts shows that each one fails when broken.
 */

/** The folders of service-kit, lowest first: a folder imports only itself and those before it. */
export const SERVICE_KIT_LAYERS = [
  'config',
  'errors',
  'telemetry',
  'identity',
  'health',
  'http',
  'openapi',
  'bootstrap',
];

/**
 * The layers of a service's files by their suffix, lowest first: a file imports only its own layer and those before it. The
 * files of one layer may import each other.
 */
export const FILE_LAYERS = [
  ['entity', 'dto', 'errors', 'config', 'numbers'],
  ['records', 'client', 'metrics'],
  ['service', 'changes', 'feed', 'freshness'],
  ['queries'],
  ['saga'],
  ['sweeper', 'retention', 'rebuild'],
  ['controller', 'projection', 'stream', 'webhooks', 'command'],
  ['module'],
];

/** The features of order, lowest first: a feature imports only those before it. The features of one entry import none of each other. */
export const ORDER_FEATURES = [
  ['pricing', 'demand'],
  ['cars'],
  ['vehicles'],
  ['bookings'],
  ['adjustments'],
  ['mails'],
  ['orders'],
  ['extensions'],
  ['settlement'],
  ['calendars', 'dispatch', 'fleet', 'gbfs', 'operator'],
];

/** @param {string[][]} layers */
const filesOf = (...layers) => `^apps/[^/]+/src/.+\\.(${layers.flat().join('|')})\\.ts$`;

const upwardFiles = FILE_LAYERS.slice(0, -1).map((layer, index) => ({
  name: 'file-layers',
  comment: `${layer.join(', ')}: imports a layer above it: move what both need down`,
  severity: 'error',
  from: { path: filesOf(layer) },
  to: { path: filesOf(...FILE_LAYERS.slice(index + 1)) },
}));

const upwardFeatures = ORDER_FEATURES.map((features, index) => ({
  name: 'order-features',
  comment: `${features.join(', ')}: imports a feature that is not below it: move what both need down`,
  severity: 'error',
  from: { path: `^apps/order/src/(${features.join('|')})/` },
  to: { path: `^apps/order/src/(${ORDER_FEATURES.slice(index).flat().join('|')})/`, pathNot: '^apps/order/src/$1/' },
}));

/** @param {string[]} folders */
const kit = (...folders) => `^libs/service-kit/src/(${folders.join('|')})/`;

const upward = SERVICE_KIT_LAYERS.slice(0, -1).map((layer, index) => ({
  name: 'service-kit-layers',
  comment: `${layer} imports a folder above it: move what both need down`,
  severity: 'error',
  from: { path: kit(layer) },
  to: { path: kit(...SERVICE_KIT_LAYERS.slice(index + 1)) },
}));

export default {
  forbidden: [
    {
      name: 'no-folder-cycle',
      comment: 'two folders or projects import each other: move what both need into one that neither contains',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-file-cycle',
      comment: 'files import each other; imports of types alone do not count, as they vanish at run time',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-import-of-the-root',
      comment:
        "a library's root (index.ts, modules) imports its folders, so a folder that imports the root makes a cycle",
      severity: 'error',
      from: { path: '^libs/([^/]+)/src/[^/]+/' },
      to: { path: '^libs/$1/src/[^/]+$' },
    },
    {
      name: 'no-feature-imports-the-app',
      comment:
        "an app's main.ts and app.module.ts import its features; a feature imports of the app its configuration alone",
      severity: 'error',
      from: { path: '^apps/([^/]+)/src/[^/]+/' },
      to: { path: '^apps/$1/src/[^/]+$', pathNot: '\\.config\\.ts$' },
    },
    {
      name: 'helpers-below-services',
      comment: 'a file without a suffix imports entities, DTOs and errors alone, so that every layer may import it',
      severity: 'error',
      from: { path: '^apps/[^/]+/src/.+/[^/.]+\\.ts$', pathNot: '/migrations/' },
      to: { path: filesOf(...FILE_LAYERS.slice(1)) },
    },
    ...upward,
    ...upwardFiles,
    ...upwardFeatures,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    includeOnly: { path: '^(apps|libs|tools)/' },
    exclude: { path: '(\\.spec\\.ts$|/(dist|test|node_modules)/)' },
    // Imports of types count between folders: they tie the folders' designs together all the same.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@carshare/source', 'import', 'node'],
    },
  },
};
