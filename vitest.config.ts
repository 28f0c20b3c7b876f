import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { cacheFolder } from './harness/cache-folder.ts';
import { paced } from './harness/pace.ts';
import { suitesAtOnce } from './harness/run/at-once.ts';
import { underParent } from './harness/run/parent-process.ts';
import { startGate } from './harness/run/start-gate.ts';
import { suiteGlobsOf } from './harness/run/suite-globs.ts';
import { guardOutput, hideSecretsOf } from './harness/secrets/index.ts';
import { RunReporter } from './harness/suite/reporter.ts';

// This file is read by vitest's own process, which prints what the tests of a cluster say.
const descriptor = process.env.NOMAD_E2E_CLUSTER;
// Whoever else runs vitest on a cluster may have a channel of its own to it.
const parent = process.env.NOMAD_E2E_RESULT ? underParent() : undefined;
if (descriptor) {
  guardOutput({ onLost: () => parent?.outputLost() });
  try {
    hideSecretsOf(JSON.parse(readFileSync(descriptor, 'utf8')));
  } catch {
    // The suites say so, with what to do: CLUSTER_UNREADABLE.
  }
}

const globs = suiteGlobsOf(process.env);
const engine = '**/*.engine.test.ts';
const pack = '**/*.pack.test.ts';
const browser = '**/*.browser.test.ts';
const runs = '**/*.run.test.ts';

const harnessFile = (name: string) =>
  fileURLToPath(new URL(`./harness/${name}${extname(import.meta.url)}`, import.meta.url));

/** Tests keep nothing in modules, so that a worker need not load the harness anew for each file: most of a core's time. */
const sharesModules = { isolate: false };

/** Node loads what is tested by itself, from its own cache of compiled code, which takes half the time of having vitest transform it. */
const loadedByNode = {
  server: { deps: { external: [/\/(?:fixtures|harness|tools)\/(?:[^/]+\/)*[^/]+(?<!\.test)\.[jt]s$/] } },
};

/** `*.solo.e2e.ts` restart agents, drain and kill nodes, so they run alone, after the others. */
const suiteLimits = {
  ...sharesModules,
  ...loadedByNode,
  // Suites that were prepared have loaded the harness when they are let begin.
  setupFiles: process.env[startGate] ? ['index', 'run/begin'].map(harnessFile) : [],
  ...{ testTimeout: paced(600_000), hookTimeout: paced(240_000), teardownTimeout: paced(60_000) },
  // What an assertion says is a regression's evidence: long enough to be read in its first line.
  chaiConfig: { truncateThreshold: 160 },
};

export default defineConfig({
  test: {
    reporters: ['default', new RunReporter()],
    // A rehearsal starts vitest after each step: what did not change since is not transformed anew.
    ...{ fsModuleCache: true, fsModuleCachePath: join(cacheFolder(), 'transformed') },
    // Also on a workstation: a test that is left as `test.only` would pass over all others.
    allowOnly: false,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{acceptance,harness,fixtures,suites,tools}/**/*.test.ts'],
          exclude: [engine, pack, browser, runs],
          ...{ testTimeout: 20_000, maxWorkers: 2 },
          sequence: { groupOrder: 0 },
          ...sharesModules,
          ...loadedByNode,
        },
      },
      {
        // Needs a Docker engine binary and root: starts engines of its own.
        test: { name: 'engine', include: [engine], testTimeout: 40_000, sequence: { groupOrder: 3 } },
      },
      {
        // Packs, installs into an empty folder, and starts a cluster from there.
        test: { name: 'package', include: [pack], testTimeout: 600_000, sequence: { groupOrder: 4 } },
      },
      {
        // Whole runs by the command line, on the machine's engine: what they write, and how they end.
        test: {
          name: 'acceptance',
          include: [runs],
          fileParallelism: false,
          testTimeout: 300_000,
          sequence: { groupOrder: 6 },
        },
      },
      {
        // The report's page in a real browser; skipped where there is none.
        test: { name: 'browser', include: [browser], testTimeout: 30_000, sequence: { groupOrder: 5 } },
      },
      {
        test: {
          name: 'suites',
          ...globs.suites,
          maxWorkers: await suitesAtOnce(process.env),
          sequence: { groupOrder: 1, setupFiles: 'list' },
          ...suiteLimits,
        },
      },
      {
        test: {
          name: 'solo',
          ...globs.solo,
          fileParallelism: false,
          maxWorkers: 1,
          sequence: { groupOrder: 2, setupFiles: 'list' },
          ...suiteLimits,
        },
      },
    ],
  },
});
