import { readProfile } from '../csi/index.ts';
import { UsageError } from '../errors.ts';
import { nodeEngineOf } from '../image/index.ts';
import {
  boot,
  type ClusterOptions,
  createProgress,
  isClientCount,
  isServerCount,
  mostClients,
} from '../run/index.ts';
import { removeLeftFolders, tempFolder } from '../temp-folder.ts';
import { parseWanted } from '../version/index.ts';
import { beforeEnd } from './before-end.ts';
import { RunningNomadCluster } from './running.ts';

/** What a cluster's own folder is known by, where nobody keeps its logs. */
const ownRuns = 'cluster';

/**
 * A Nomad cluster in containers, for tests of any runner: a server and two clients unless it is told otherwise, each a node with a
 * Docker engine of its own. Every `with…` returns the same object; nothing is started before `start`.
 */
export class NomadCluster {
  readonly #shape: Omit<ClusterOptions, 'runs'> = {
    ...{ binary: {}, servers: 1, clients: 2, timing: 'fast', install: false, secure: false },
    ...{ nodeEngine: nodeEngineOf(), allowPrivileged: false },
  };
  #csi: { profile?: string | undefined } | undefined;
  #say: (line: string) => void = () => undefined;
  #signal = new AbortController().signal;
  #runs: string | undefined;

  /**
   * `version`: a version, a release line such as `2.0`, or `latest`; the package's default unless given.
   * @throws UsageError BINARY_VERSION_INVALID, BINARY_ENTERPRISE
   */
  constructor(version?: string) {
    if (version === undefined) return;
    parseWanted(version);
    this.#shape.binary = { version };
  }

  /** Runs this Nomad binary, whatever its version. */
  withBinary(path: string): this {
    this.#shape.binary = { path };
    return this;
  }

  /** 1, 3 or 5 servers. @throws UsageError CLUSTER_SHAPE_INVALID */
  withServers(count: ClusterOptions['servers']): this {
    if (!isServerCount(count)) throw invalidShape(`1, 3 or 5 servers, not ${count}`);
    this.#shape.servers = count;
    return this;
  }

  /** 1 to 50 clients. @throws UsageError CLUSTER_SHAPE_INVALID */
  withClients(count: number): this {
    if (!isClientCount(count)) throw invalidShape(`1 to ${mostClients} clients, not ${count}`);
    this.#shape.clients = count;
    return this;
  }

  /** Runs a CSI driver, healthy on every client when `start` returns: hostpath, or that of a profile, by name or file (docs/drivers.md). */
  withCsiDriver(profile?: string): this {
    this.#csi = { profile };
    return this;
  }

  /** Mutual TLS and encrypted gossip (Nomad 1.5 or later); `env` then names the certificates. */
  withTls(): this {
    this.#shape.secure = true;
    return this;
  }

  /** Lets docker tasks be privileged, and use the devices of this machine. */
  withPrivilegedTasks(): this {
    this.#shape.allowPrivileged = true;
    return this;
  }

  /** Installs Docker from Debian's packages where there is no engine. */
  withInstall(): this {
    this.#shape.install = true;
    return this;
  }

  /** Is told what is being done, a line each: a first start compiles or downloads Nomad and builds images, which takes minutes. */
  withProgress(say: (line: string) => void): this {
    this.#say = say;
    return this;
  }

  /** Ends a start that is under way; what it has made is removed. */
  withSignal(signal: AbortSignal): this {
    this.#signal = signal;
    return this;
  }

  /** Keeps the agents' logs in a folder of the run below this one; without it they are gone with the cluster. */
  withLogs(folder: string): this {
    this.#runs = folder;
    return this;
  }

  /**
   * Starts it. What a killed process has left is removed before; dispose of the cluster to remove this one.
   * @throws UsageError for what cannot be, EnvironmentError for a machine that cannot have it, each with a stable `code`
   */
  async start(): Promise<RunningNomadCluster> {
    const all = new AsyncDisposableStack();
    const interrupted = new AbortController();
    const started = this.#startIn(all, AbortSignal.any([this.#signal, interrupted.signal]));
    const removed = async (by: Error) => {
      interrupted.abort(by);
      await started.catch(() => undefined);
      await all.disposeAsync();
    };
    // It is the last to be disposed of: nothing but its folder can be there yet.
    all.use(beforeEnd(removed));
    return await started;
  }

  async #startIn(all: AsyncDisposableStack, signal: AbortSignal): Promise<RunningNomadCluster> {
    try {
      const driver = this.#csi?.profile === undefined ? undefined : await readProfile(this.#csi.profile);
      await removeLeftFolders(ownRuns);
      const runs = this.#runs ?? all.use(await tempFolder(ownRuns)).path;
      const say = this.#say;
      const progress = createProgress({ write: (text) => say(text.trimEnd()) });
      const how = { progress, signal, driver, csi: this.#csi !== undefined };
      const { owned, pluginHealthy } = all.use(await boot({ ...this.#shape, runs }, how));
      await pluginHealthy;
      return new RunningNomadCluster(owned.cluster, all);
    } catch (error) {
      await all.disposeAsync();
      throw error;
    }
  }
}

function invalidShape(wanted: string): UsageError {
  return new UsageError('CLUSTER_SHAPE_INVALID', `a cluster has ${wanted}`, {
    next: 'withServers(1 | 3 | 5), withClients(1 … 50)',
  });
}
