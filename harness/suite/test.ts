import { join } from 'node:path';
import { test as base, type TestContext } from 'vitest';
import { onAgent } from '../cluster/index.ts';
import { currentDriver } from '../csi/index.ts';
import { explain } from '../errors.ts';
import { bugName, events, type ShownBug } from '../evidence/index.ts';
import { onWait } from '../wait/index.ts';
import { writeBundle } from './bundle.ts';
import { connectCluster } from './connect.ts';
import { CsiFixture } from './csi-fixture.ts';
import { endTest } from './end.ts';
import './matchers.ts';
import { runFolder } from './run-folder.ts';
import { Scope } from './scope.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** Folder of the failure bundle of a red test. */
    failureBundle?: string;
    /** What a test showed of a bug that the version is known to have. */
    knownBug?: ShownBug;
  }
}

type Task = TestContext['task'];

/** Ids of the scopes of the tests that run in this worker: one, but for concurrent tests. */
const running = new Set<string>();

/** Ids of scopes by the signals of their tests, which most of their waits have. */
const bySignal = new WeakMap<AbortSignal, string>();

/** Whose a wait, or what is done to an agent, is where that is sure; else the ids that it names tell. */
function ownerOf(signal?: AbortSignal): { scope?: string } {
  const [only] = running.size === 1 ? running : [];
  const scope = (signal && bySignal.get(signal)) ?? only;
  return scope === undefined ? {} : { scope };
}

/**
 * vitest's `test` with a running cluster: `cluster`, `nomad` (one connection a worker), `driver` (its profile), `csi` (volumes of a
 * healthy driver) and `scope`, whose jobs and volumes are gone when the test is over. A red test leaves a bundle in
 * `<run>/failures/<test>/`.
 */
export const test = base
  .extend('runFolder', { scope: 'worker' }, () => runFolder())
  .extend('ledger', { scope: 'worker' }, async ({ runFolder }, { onCleanup }) => {
    const ledger = await runFolder.openLedger();
    onCleanup(() => ledger.close());
    return ledger;
  })
  .extend('started', { scope: 'worker' }, async ({ ledger }, { onCleanup }) => {
    const cluster = await connectCluster();
    onWait((wait, signal) => ledger.append(events.wait, { ...wait, ...ownerOf(signal) }));
    onAgent((record) => ledger.append(events.agent, { ...record, ...ownerOf() }));
    // Closes connections only: the nodes belong to the process that started them.
    onCleanup(async () => {
      onWait(undefined);
      onAgent(undefined);
      await cluster[Symbol.asyncDispose]();
    });
    return cluster;
  })
  .extend('nomad', { scope: 'worker' }, async ({ started }) => started.nomad)
  .extend('driver', { scope: 'worker' }, () => currentDriver())
  .extend('scope', async ({ started: cluster, nomad, driver, ledger, task, signal, skip }, { onCleanup }) => {
    const prefix = process.env.NOMAD_E2E_PREFIX;
    const label = task.file.name;
    const scope = new Scope({ cluster, nomad, driver, ledger, label, prefix, signal, skip });
    const session = process.env.NOMAD_E2E_SESSION;
    const started = { test: fullName(task), scope: scope.id, ...(session && { session }) };
    ledger.append(events.testStarted, started);
    running.add(scope.id);
    bySignal.set(signal, scope.id);
    const bundle = (errors: readonly unknown[]) =>
      bundleOf(task, { cluster, nomad, ...scope.contents, errors });
    onCleanup(async () => {
      const errors = task.result?.state === 'fail' ? (task.result.errors ?? ['no error was given']) : [];
      try {
        await endTest({ scope, ledger, test: fullName(task), errors, bundle });
      } finally {
        noteKnown(task, scope.known);
        running.delete(scope.id);
      }
    });
    return scope;
  })
  // What a cluster of somebody else does not have ends this test as skipped.
  .extend('cluster', ({ started, scope }) => started.forTest((reason) => scope.lacks(reason)))
  .extend(
    'csi',
    ({ cluster, nomad, driver, ledger, scope }) => new CsiFixture({ cluster, nomad, driver, ledger, scope }),
  );

/** For vitest's report, and for a reader of its output, where the test has passed. */
function noteKnown(task: Task, known: ShownBug | undefined): void {
  if (!known) return;
  task.meta.knownBug = known;
  console.error(`known bug ${bugName(known)}: ${known.what}`);
}

async function bundleOf(
  task: Task,
  options: Omit<Parameters<typeof writeBundle>[0], 'folder'>,
): Promise<string> {
  const within = join('failures', folderName(fullName(task)));
  const folder = runFolder().file(within);
  await writeBundle({ ...options, folder }).catch((error: unknown) => console.error(explain(error)));
  task.meta.failureBundle = folder;
  console.error(`failure bundle: ${folder}`);
  return within;
}

function fullName(task: Task): string {
  return `${task.file.name} > ${task.fullTestName ?? task.name}`;
}

function folderName(name: string): string {
  return name
    .replace(/^suites\//, '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 120);
}
