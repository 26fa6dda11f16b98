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
    ...upward,
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
