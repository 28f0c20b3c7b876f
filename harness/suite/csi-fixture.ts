import type { StartedNomadCluster } from '../cluster/index.ts';
import {
  attachRefused,
  auditClaims,
  type ClaimAudit,
  claimRefused,
  type DriverProfile,
  ensurePlugin,
  measureRelease,
  type ReleaseOptions,
  volumeFree,
  withCollector,
} from '../csi/index.ts';
import type { Ledger, WriteRecord } from '../evidence/index.ts';
import type { CsiVolume, NomadClient } from '../nomad/index.ts';
import { hashesFrom, recordsIn } from '../writers/index.ts';
import { type OwnClients, ownClients } from './own-clients.ts';
import type { Scope } from './scope.ts';

export interface CsiOptions {
  cluster: StartedNomadCluster;
  nomad: NomadClient;
  driver: DriverProfile;
  ledger: Ledger;
  scope: Scope;
}

/**
 * What a test needs of CSI. The driver is made sure of at the first volume, not before: the test says at its top what it needs, and
 * is skipped for that reason first.
 */
export class CsiFixture {
  readonly #options: CsiOptions;
  /** By plugin id, undefined for the driver of the suites. */
  readonly #healthy = new Map<string | undefined, Promise<string>>();

  constructor(options: CsiOptions) {
    this.#options = options;
  }

  /**
   * The plugin's id, once the driver is healthy on every ready client: that of the suites, or one that the test has registered itself.
   * @throws WaitTimeout after 90 s
   */
  async healthy(id?: string): Promise<string> {
    const { cluster, scope } = this.#options;
    return await ensurePlugin(cluster, { signal: scope.signal, ...(id !== undefined && { id }) });
  }

  /** As `scope.volume`, of a driver that is healthy: that of the suites, or one of the same shape where `vars` has a `plugin_id`. */
  async volume(file: string, vars: Record<string, string> = {}): Promise<CsiVolume> {
    const { plugin_id } = vars;
    const healthy = this.#healthy.get(plugin_id) ?? this.healthy(plugin_id);
    this.#healthy.set(plugin_id, healthy);
    await healthy;
    return await this.#options.scope.volume(file, vars);
  }

  /** Clients of this test alone, with a driver of their own: whatever happens to them, others run beside. */
  async ownClients(count: number): Promise<OwnClients> {
    return await ownClients(count, this.#options);
  }

  /** Waits until Nomad holds no claim of the volume, 60 s at most. */
  async free(volumeId: string): Promise<void> {
    const { nomad, scope } = this.#options;
    await volumeFree(nomad, volumeId, { signal: scope.signal });
  }

  /** What Nomad and every client node hold of the volume, and where they disagree: see `auditClaims`. */
  async audit(volumeId: string): Promise<ClaimAudit> {
    const { cluster, scope } = this.#options;
    return await auditClaims(cluster, volumeId, { signal: scope.signal });
  }

  /** Every record that writers left in the volume, read by a job of its own when the volume is free: see `recordsIn`. */
  async records(volumeId: string, how: { access_mode?: string } = {}): Promise<WriteRecord[]> {
    return await recordsIn(volumeId, { ...this.#options, ...how });
  }

  /** Name → SHA-256 of each file, as the task of a put-file or get-file job wrote them down. */
  async hashes(allocation: { ID: string }): Promise<Record<string, string>> {
    return await hashesFrom(this.#options.nomad, allocation);
  }

  /** Ends the holders of a volume and returns how long their claims were left, in milliseconds: see `measureRelease`. */
  async measureRelease(
    release: Pick<ReleaseOptions, 'volumeId' | 'path' | 'boundMs'>,
    end: () => Promise<unknown>,
  ): Promise<number> {
    const { cluster, nomad, ledger, scope } = this.#options;
    const measured = { nomad, ledger, signal: scope.signal, ...release };
    return await withCollector(cluster, () => measureRelease(measured, end));
  }

  /** Returns when the claim of a placed allocation was refused because the volume is in use: see `claimRefused`. */
  async claimRefused(allocation: { ID: string; NodeID: string }): Promise<void> {
    const { cluster, scope } = this.#options;
    await claimRefused(cluster, allocation, scope.signal);
  }

  /** Returns when the driver refused a placed allocation a volume that another node has attached: see `attachRefused`. */
  async attachRefused(allocation: { NodeID: string }, externalId: string): Promise<void> {
    const { cluster, scope } = this.#options;
    await attachRefused(cluster, allocation, externalId, scope.signal);
  }
}
