import { type Ability, needsMachines, type StartedNomadCluster } from '../cluster/index.ts';
import { askedOfAny, type DriverNeeds, type DriverProfile, unmet } from '../csi/index.ts';
import {
  events,
  type Ledger,
  type StorageKind,
  type StorageProperty,
  type WritersSeen,
} from '../evidence/index.ts';
import { asOf, type Since } from './since.ts';
import { type Wording, wordingOf } from './wording.ts';

export interface NeedsOptions {
  readonly cluster: StartedNomadCluster;
  /** The CSI driver that the suites run on. */
  readonly driver: DriverProfile;
  readonly ledger: Ledger;
  /** A short word for ids, such as the test file's name. */
  readonly label: string;
  /** Ends the test as skipped. */
  readonly skip: (reason: string) => void;
}

/** What a test needs to be run at all, and what it notes in the ledger. */
export class Needs {
  /** Unique, and valid in job and volume ids. */
  readonly id: string;
  readonly #options: NeedsOptions;

  constructor(id: string, options: NeedsOptions) {
    this.id = id;
    this.#options = options;
  }

  /** Skips the rest of the test unless `holds`; the result and the ledger then say why: `reason`. */
  needs(holds: boolean, reason: string): void {
    if (holds) return;
    const { ledger, label, skip } = this.#options;
    ledger.append(events.testSkipped, { scope: this.id, test: label, reason });
    skip(reason);
  }

  /** Skips the rest of the test: the cluster does not have what it needs. */
  lacks(reason: string): never {
    this.needs(false, reason);
    // Ending a test as skipped throws.
    throw new Error(reason);
  }

  /** Skips the rest of the test where the cluster, one that was attached to, does not have it or the token may not use it. */
  needsCluster(ability: Ability): void {
    const reason = this.#options.cluster.lacks(ability);
    this.needs(reason === undefined, reason ?? '');
  }

  /** Skips the rest of the test where the machines are somebody else's; `what` is what it does to them. */
  needsMachines(what: string): void {
    this.needs(this.#options.cluster.attached === undefined, needsMachines(what));
  }

  /** Skips the rest of the test where fewer clients than this take its jobs. */
  needsClients(count: number): void {
    this.needsCluster('nodes');
    const { length } = this.#options.cluster.clients;
    this.needs(
      length >= count,
      `needs ${count} clients, and ${length} ${length === 1 ? 'takes' : 'take'} its jobs`,
    );
  }

  /** What the driver of the run can, by its profile. */
  get driver(): DriverProfile['capabilities'] {
    return this.#options.driver.capabilities;
  }

  /** Skips the rest of the test on a driver that has not what it needs. */
  needsDriver(needs: DriverNeeds): void {
    const { driver, cluster } = this.#options;
    const asked = this.hasNomad('1.10.5') ? undefined : askedOfAny(driver, needs, cluster.clients.length);
    const reason = unmet(driver, needs) ?? asked;
    this.needs(reason === undefined, reason ?? '');
  }

  /** Skips the rest of the test on a Nomad older than `version`, which `feature` came with. */
  needsNomad(version: string, feature: string): void {
    const own = this.#options.cluster.version;
    this.needs(this.hasNomad(version), `${feature} came with Nomad ${version}, and this is ${own}`);
  }

  /** Whether the cluster was started with this version of Nomad or a newer one. */
  hasNomad(version: string): boolean {
    return !this.#options.cluster.isOlderThan(version);
  }

  /** What holds for the cluster's version, of what a later one has changed. */
  asOf<T>(values: Since<T>): T {
    return asOf((version) => this.hasNomad(version), values);
  }

  /** Nomad's texts as the cluster's version has them. */
  get nomadSays(): Wording {
    return wordingOf((version) => this.hasNomad(version));
  }

  /** Notes what an assertion has just proven of a kind of storage, for the comparison of all of them. */
  observed(storage: StorageKind, property: StorageProperty, value: string) {
    const { ledger, label } = this.#options;
    ledger.append(events.storageObserved, { scope: this.id, test: label, storage, property, value });
  }

  /** Records who wrote to a volume when, by what is in it. */
  noteWriters(seen: WritersSeen): void {
    this.#options.ledger.append(events.writerSpans, { scope: this.id, ...seen });
  }

  /** Writes a line of this test's own into the ledger: kind `note`, with `name` and `data`. No verdict depends on it. */
  note(name: string, data: object): void {
    this.#options.ledger.append(events.note, { scope: this.id, name, data: { ...data } });
  }
}
