/** Suites that are made for comparing versions: short, and alike each time. */
export const behaviourSuites = ['suites/behaviour/'];

/** Those and others that do the same each time, where there is time for them. */
export const comparableSuites = [
  ...behaviourSuites,
  ...['leader', 'poststart', 'poststop', 'prestarts', 'sidecar'].map(
    (name) => `suites/lifecycle/${name}.e2e.ts`,
  ),
  ...['volume-create', 'volume-expand', 'volume-register', 'volume-snapshot', 'single-node-reader-only'].map(
    (name) => `suites/csi/${name}.e2e.ts`,
  ),
];

/** Suites that observe what survives in each kind of storage. */
export const storageSuites = [
  'suites/storage/',
  ...[
    'file-after-purge',
    'file-node-replaced',
    'file-other-nodes',
    'multi-node-multi-writer',
    'release-drain',
    'writers-two-jobs',
  ].map((name) => `suites/csi/${name}.e2e.ts`),
];

/** Those of what has to hold between agents of two versions too; short, since it runs after each of them. */
export const upgradeSuites = [
  'suites/lifecycle/prestarts.e2e.ts',
  'suites/lifecycle/poststop.e2e.ts',
  'suites/csi/file-other-nodes.e2e.ts',
  'suites/csi/release-after-stop.e2e.ts',
];
