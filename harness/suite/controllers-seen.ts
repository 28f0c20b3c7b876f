import { awaitedLater } from '../awaited-later.ts';
import { unableToAttach } from '../csi/index.ts';
import type { NomadClient } from '../nomad/index.ts';
import { untilAborted, waits } from '../wait/index.ts';

/**
 * What Nomad's record said of the controllers of a test's drivers while it ran: what Nomad does with a volume depends on it, and it
 * is gone when the test looks.
 */
export class ControllersSeen implements AsyncDisposable {
  readonly #cluster: { nomad: NomadClient };
  readonly #note: (plugin: string, nodes: readonly string[]) => void;
  readonly #end = new AbortController();
  readonly #watches = new Map<string, Promise<unknown>>();
  readonly #unable = new Set<string>();

  /** `note` is told when one of them is first seen to be unable. */
  constructor(cluster: { nomad: NomadClient }, note: (plugin: string, nodes: readonly string[]) => void) {
    this.#cluster = cluster;
    this.#note = note;
  }

  /** Watches the record of a driver from now on, until it is disposed. */
  watch(pluginId: string): void {
    if (this.#watches.has(pluginId)) return;
    const isUnable = (plugin: Parameters<typeof unableToAttach>[0]) => unableToAttach(plugin).length > 0;
    const seen = waits
      .pluginRecord(this.#cluster.nomad, pluginId, isUnable, untilAborted(this.#end.signal))
      .then((plugin) => {
        this.#unable.add(pluginId);
        this.#note(pluginId, unableToAttach(plugin));
      });
    // What was not seen excuses nothing.
    this.#watches.set(pluginId, awaitedLater(seen.catch(() => undefined)));
  }

  /** Whether, at some moment since it is watched, a controller of the driver could not attach or detach by Nomad's record. */
  wereUnable(pluginId: string): boolean {
    return this.#unable.has(pluginId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await Promise.all(this.#watches.values());
  }
}
