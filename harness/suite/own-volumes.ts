import { expect } from 'vitest';
import type { StartedNomadCluster } from '../cluster/index.ts';
import {
  auditClaims,
  type CsiVolumeSpec,
  deleteVolume,
  detachByHand,
  lostClaimBoundMs,
  volumeFree,
  withCollector,
} from '../csi/index.ts';
import { BehaviourError } from '../errors.ts';
import { type ClaimDifference, events, type Ledger } from '../evidence/index.ts';
import { type CsiVolume, unlessStatus } from '../nomad/index.ts';
import { mayHave } from '../regression/index.ts';
import type { CleanupStack } from './cleanup.ts';
import { ControllersSeen } from './controllers-seen.ts';

/** Asserts the good behaviour of a known bug, as `Scope.knownBug`. */
type JudgeBug = (bug: string, good: () => void) => void;

const hurriedMs = 30_000;

/** The volumes of one test, which are gone when it ends. */
export class OwnVolumes implements AsyncDisposable {
  readonly #cluster: StartedNomadCluster;
  readonly #cleanup: CleanupStack;
  readonly #judge: JudgeBug;
  readonly #ids = new Set<string>();
  readonly #controllers: ControllersSeen;
  #isHurried = false;

  constructor(
    { id, cluster, ledger }: { id: string; cluster: StartedNomadCluster; ledger: Ledger },
    cleanup: CleanupStack,
    judge: JudgeBug,
  ) {
    this.#cluster = cluster;
    this.#cleanup = cleanup;
    this.#judge = judge;
    this.#controllers = new ControllersSeen(cluster, (plugin, nodes) =>
      ledger.append(events.controllersUnable, { scope: id, plugin, nodes }),
    );
  }

  get ids(): readonly string[] {
    return [...this.#ids];
  }

  /** Creates a volume that the test already has. */
  async create(spec: CsiVolumeSpec): Promise<CsiVolume> {
    this.add(spec.ID);
    const volume = await this.#cluster.nomad.volumes.create(spec);
    this.#controllers.watch(volume.PluginID);
    return volume;
  }

  /** Has the volume deleted at the end: its claims must be released by then. */
  add(id: string): void {
    if (this.#ids.has(id)) return;
    this.#ids.add(id);
    this.#cleanup.defer(`delete volume ${id}`, () => this.#delete(id));
  }

  /** Waits no longer for claims than most are released in: the test is red already. */
  hurry(): void {
    this.#isHurried = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#controllers[Symbol.asyncDispose]();
  }

  /**
   * Waits until nothing claims the volume, checks that no node still mounts it, deletes it, and checks that Nomad
   * no longer knows it. Does nothing for an unknown volume.
   */
  async #delete(id: string): Promise<void> {
    const { nomad } = this.#cluster;
    const volume = await unlessStatus(nomad.volumes.read(id), 404);
    if (volume === undefined) return;
    const limits = { timeoutMs: this.#isHurried ? hurriedMs : lostClaimBoundMs(this.#cluster) };
    await withCollector(this.#cluster, () => volumeFree(nomad, id, limits));
    await this.#expectReleased(volume);
    await deleteVolume(nomad, id);
    if ((await unlessStatus(nomad.volumes.read(id), 404)) !== undefined) {
      throw new BehaviourError('VOLUME_LEFT', `volume ${id} is still there after it was deleted`);
    }
  }

  async #expectReleased({ ID, PluginID }: CsiVolume): Promise<void> {
    const { differences } = await auditClaims(this.#cluster, ID);
    if (differences.length === 0) return;
    const bug = leftBy(differences, this.#cluster.version, this.#controllers.wereUnable(PluginID));
    if (!bug) {
      const messages = differences.map(({ message }) => message);
      throw new BehaviourError('CLAIMS_DISAGREE', `volume ${ID} is free, but: ${messages.join('; ')}`, {
        observed: JSON.stringify(differences),
      });
    }
    this.#judge(bug.id, () => expect(differences.map(bug.shows)).toEqual([]));
    await detachByHand(this.#cluster, ID);
  }
}

/** The known bug that leaves this behind: an attachment that nobody claims. */
function leftBy(differences: readonly ClaimDifference[], version: string, wereUnable: boolean) {
  if (!differences.every(({ rule }) => rule === 'attachment-without-claim')) return undefined;
  if (mayHave('C10', version)) return { id: 'C10', shows: ({ message }: ClaimDifference) => message };
  return wereUnable ? { id: 'F-mute-detach', shows: ({ rule }: ClaimDifference) => rule } : undefined;
}
