import { sweepClusters } from '../access/index.ts';
import { nomadEnvironment } from '../cluster/index.ts';
import { readProfile } from '../csi/index.ts';
import { engineInUse, type SweepScope } from '../engine/index.ts';
import { exitCodes, UsageError } from '../errors.ts';
import { boot, type RunContext } from '../run/index.ts';
import { writeUnguarded } from '../secrets/index.ts';

/** Starts a cluster that outlives this process and prints how to use it. Returns the exit code. */
export async function up({
  flags,
  progress,
  signal,
  driverProfile,
}: RunContext & { driverProfile: string | undefined }): Promise<number> {
  const driver = driverProfile === undefined ? undefined : await readProfile(driverProfile);
  await using cluster = await boot(flags, { progress, signal, driver, keep: true });
  await cluster.pluginHealthy;
  const { descriptorFile, cluster: started } = cluster.owned;
  const ui = (await started.nomad.agent.hasUi({ signal }))
    ? `${started.nomad.address}/ui   (sign in with the token)`
    : 'none: this binary was compiled without it; use --nomad-binary with a release';
  // The user needs the token; everything else that is written hides it.
  writeUnguarded(
    process.stdout,
    [
      ...Object.entries(nomadEnvironment(started)).map(([name, value]) => `export ${name}=${value}`),
      `export NOMAD_E2E_CLUSTER=${descriptorFile}`,
      `export NOMAD_E2E_RUN=${cluster.folder.path}`,
      ...(cluster.driverFile === undefined ? [] : [`export NOMAD_E2E_DRIVER=${cluster.driverFile}`]),
      `# web UI:       ${ui}`,
      `# run suites:   npx nomad-e2e run --attach csi   (to treat it as an existing cluster, add --job-image ${started.images.job})`,
      `# remove it:    npx nomad-e2e down ${cluster.folder.id}`,
      '',
    ].join('\n'),
  );
  return exitCodes.ok;
}

/**
 * Removes a persistent cluster by its run's id, or all of them. Returns the exit code.
 * @throws UsageError DOWN_TARGET_REQUIRED when neither is named, RUN_UNKNOWN when nothing belongs to that run
 */
export async function down(options: Omit<RunContext, 'flags'> & { run: string | undefined; all: boolean }) {
  const { run, all, signal } = options;
  if (all === (run !== undefined)) {
    throw new UsageError('DOWN_TARGET_REQUIRED', 'down needs the id of a run, or --all', {
      next: 'npx nomad-e2e down --all',
    });
  }
  await using engine = await engineInUse(signal);
  if (!engine) {
    process.stdout.write('no engine, so no cluster\n');
    return exitCodes.ok;
  }
  const scope: SweepScope = run === undefined ? 'all' : { runId: run };
  const { containers, networks, volumes, access } = await sweepClusters(engine, scope);
  if (run !== undefined && [containers, networks, volumes, access].every(({ length }) => length === 0)) {
    throw new UsageError('RUN_UNKNOWN', `nothing on this engine belongs to run ${run}`, {
      next: 'docker ps --filter label=nomad-e2e lists all resources',
    });
  }
  await sweepClusters(engine);
  process.stdout.write(
    `removed ${containers.length} containers, ${networks.length} networks, ${volumes.length} volumes, ${access.length} access folders\n`,
  );
  return exitCodes.ok;
}
