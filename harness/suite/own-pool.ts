import type { ClientVariation, ClusterNode, StartedNomadCluster } from '../cluster/index.ts';
import type { NomadClient } from '../nomad/index.ts';
import { CleanupStack } from './cleanup.ts';

interface PoolOptions {
  cluster: StartedNomadCluster;
  nomad: NomadClient;
  signal: AbortSignal;
}

/** The node pool of one test, which is made with its first client and gone with its last. */
export class OwnPool {
  readonly #name: string;
  readonly #options: PoolOptions;
  readonly #cleanup: CleanupStack;
  #clients: CleanupStack | undefined;

  constructor(name: string, options: PoolOptions, cleanup: CleanupStack) {
    this.#name = name;
    this.#options = options;
    this.#cleanup = cleanup;
  }

  /** Adds a client, which is taken out again when the test ends. */
  async addClient(variation: ClientVariation): Promise<ClusterNode> {
    const { cluster, nomad, signal } = this.#options;
    this.#clients ??= this.#begin();
    const node = await cluster.addClient({ ...variation, nodePool: this.#name, signal });
    this.#clients.defer(`take ${node.name} out again`, async () => {
      await cluster.removeClient(node);
      // Nothing of this test runs there any more, so there is no need to wait until Nomad misses the node.
      await nomad.nodes.purge(node.nomadNodeId ?? '');
    });
    return node;
  }

  #begin(): CleanupStack {
    const clients = new CleanupStack();
    clients.defer(`delete node pool ${this.#name}`, () => this.#options.nomad.nodes.deletePool(this.#name));
    // Later ones go with the first: what was made in between may need them in order to go.
    this.#cleanup.defer('take its clients out again', () => clients.run());
    return clients;
  }
}
