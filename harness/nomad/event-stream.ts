import { setTimeout as after } from 'node:timers/promises';
import { HarnessError } from '../errors.ts';
import { isTransient, NomadAnswerError } from './errors.ts';
import { lines } from './lines.ts';
import type { Transport } from './transport.ts';

export type Topic = 'Job' | 'Evaluation' | 'Allocation' | 'Deployment' | 'Node';

export interface NomadEvent {
  Topic: Topic;
  Type: string;
  /** Id of the thing that changed. */
  Key: string;
  Namespace: string;
  /** Other ids it belongs to, such as an allocation's job. */
  FilterKeys: string[] | null;
  Index: number;
  Payload: Record<string, unknown>;
}

export type StreamSignal =
  | { type: 'event'; event: NomadEvent }
  /** Events may have been missed (connected, connected again, index ran backwards): read again what matters. */
  | { type: 'relist'; reason: string }
  /** Nothing happened, and the stream is alive. Nomad sends one every 10 s. */
  | { type: 'beat' }
  /** Nomad refuses the stream; it has ended. A new subscription tries again. */
  | { type: 'failed'; error: unknown };

type Listener = (signal: StreamSignal) => void;

/** Something whose events are of interest, with those of what belongs to it (`FilterKeys`). */
export interface Subject {
  topic: Topic;
  id: string;
}

const topics: readonly Topic[] = ['Job', 'Evaluation', 'Allocation', 'Deployment'];
/** Three heartbeats late: the connection is dead, though nobody closed it (paused or partitioned server). */
const silenceMs = 35_000;
/**
 * What Nomad writes, as bare text, when it ends the stream of a reader that fell behind its buffer or whose subscription it
 * closed: the reader has to connect again.
 */
const endedByServer = /^(event dropped from buffer|subscription closed by server)/;
const firstRetryMs = 100;
const lastRetryMs = 2_000;

/**
 * One GET /v1/event/stream for all who wait. It opens with the first subscription, connects again at the last
 * index when it breaks, and says `relist` each time, because a server that restarted has lost its buffer.
 * Source: Nomad HTTP API, Event Stream.
 */
export class EventStream implements AsyncDisposable {
  readonly #http: Transport;
  readonly #listeners = new Set<Listener>();
  /** Those of one subject, or of every event: with thousands of waits, an event is told to those alone that it is about. */
  readonly #bySubject = new Map<string, Set<Listener>>();
  #running: { stop: AbortController; done: Promise<void> } | undefined;
  #lastIndex = 0;
  #closed = false;

  constructor(http: Transport) {
    this.#http = http;
  }

  /**
   * Calls `listener` for every signal until disposed, of events for those about `subject` alone when it is given. The first
   * `relist` comes when the stream is connected.
   */
  subscribe(listener: Listener, subject?: Subject): Disposable {
    const own: Listener = (signal) => listener(signal);
    this.#listeners.add(own);
    const name = subject ? nameOf(subject.topic, subject.id) : everything;
    const same = this.#bySubject.get(name) ?? new Set();
    this.#bySubject.set(name, same.add(own));
    this.#start();
    return {
      [Symbol.dispose]: () => {
        this.#listeners.delete(own);
        same.delete(own);
        if (same.size === 0 && this.#bySubject.get(name) === same) this.#bySubject.delete(name);
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#running?.stop.abort(new Error('the event stream was closed'));
    await this.#running?.done;
  }

  #start(): void {
    if (this.#running || this.#closed) return;
    const stop = new AbortController();
    const done = this.#run(stop.signal).finally(() => {
      this.#running = undefined;
    });
    this.#running = { stop, done };
  }

  async #run(signal: AbortSignal): Promise<void> {
    let retryMs = firstRetryMs;
    while (!signal.aborted) {
      const before = this.#lastIndex;
      try {
        await this.#readOnce(signal);
        retryMs = firstRetryMs;
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof HarnessError && !isTransient(error)) {
          this.#emit({ type: 'failed', error });
          return;
        }
        if (this.#lastIndex > before) retryMs = firstRetryMs;
      }
      // A server that refuses connections has no event for its return, so this one delay is a timer.
      await after(retryMs, undefined, { signal, ref: false }).catch(() => undefined);
      retryMs = Math.min(retryMs * 2, lastRetryMs);
    }
  }

  /** One connection: returns when the server ends it. */
  async #readOnce(signal: AbortSignal): Promise<void> {
    const askedFrom = this.#lastIndex;
    const body = await this.#http.stream('GET', this.#path(), {
      query: { index: askedFrom },
      namespace: this.#http.namespace ?? '*',
      headersTimeoutMs: silenceMs,
      bodyTimeoutMs: silenceMs,
      signal,
    });
    this.#emit({ type: 'relist', reason: askedFrom === 0 ? 'connected' : 'connected again' });
    try {
      let first = true;
      for await (const line of lines(body)) {
        if (endedByServer.test(line)) return;
        const batch = this.#parse(line);
        const replay = first && batch !== undefined && batch.Index === askedFrom;
        if (batch !== undefined) first = false;
        if (!replay) this.#take(batch);
      }
    } finally {
      body.destroy();
    }
  }

  #path(): string {
    const asked = this.#http.nodeEvents ? [...topics, 'Node'] : topics;
    return `/v1/event/stream?${asked.map((topic) => `topic=${topic}`).join('&')}`;
  }

  /** A batch of events; undefined for a heartbeat. */
  #parse(line: string): { Index: number; Events: NomadEvent[] } | undefined {
    if (line.trim() === '') return undefined;
    let batch: { Index?: number; Events?: NomadEvent[] | null };
    try {
      batch = JSON.parse(line);
    } catch (cause) {
      throw new NomadAnswerError({ method: 'GET', path: this.#path() }, line.slice(0, 300), cause);
    }
    if (!batch.Events || batch.Index === undefined) return undefined;
    return { Index: batch.Index, Events: batch.Events };
  }

  #take(batch: { Index: number; Events: NomadEvent[] } | undefined): void {
    if (batch === undefined) {
      this.#emit({ type: 'beat' });
      return;
    }
    const backwards = batch.Index < this.#lastIndex;
    this.#lastIndex = batch.Index;
    if (backwards) this.#emit({ type: 'relist', reason: 'the index ran backwards' });
    for (const event of batch.Events) this.#tell(event);
  }

  #tell(event: NomadEvent): void {
    const ids = [event.Key, ...(event.FilterKeys ?? [])];
    const names = [everything, ...ids.map((id) => nameOf(event.Topic, id))];
    const told = new Set(names.flatMap((name) => [...(this.#bySubject.get(name) ?? [])]));
    for (const listener of told) listener({ type: 'event', event });
  }

  #emit(signal: StreamSignal): void {
    for (const listener of [...this.#listeners]) listener(signal);
  }
}

/** In place of a subject's name, which is never empty. */
const everything = '';
const nameOf = (topic: Topic, id: string) => `${topic} ${id}`;
