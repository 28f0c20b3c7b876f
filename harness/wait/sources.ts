import { messageOf } from '../errors.ts';
import {
  type CallOptions,
  type Indexed,
  isTransient,
  type NomadClient,
  type NomadEvent,
  type StreamSignal,
  type Subject,
  type Topic,
} from '../nomad/index.ts';
import { Bell } from './bell.ts';

export interface EventSource<S> {
  /** Reads the state afresh, with the call's options: at first, and whenever something relevant may have changed. */
  read: (call: CallOptions) => Promise<S>;
  /** What the state depends on, or whether an event may have changed it. */
  wakes: Subject | ((event: NomadEvent) => boolean);
  /** The state as the event has it, without what it leaves out (an allocation's job); undefined where the event has another thing. */
  told?: ((event: NomadEvent) => S | undefined) | undefined;
}

/** For what has no event in every supported version: CSI volumes and plugins. */
export interface BlockingSource<S> {
  /** Answers at once for index 0, else when the state is newer than the index. */
  blocking: (index: number, signal: AbortSignal) => Promise<Indexed<S>>;
}

export type Source<S> = EventSource<S> | BlockingSource<S>;

/** A state, or a passing failure to read it. */
export type Reading<S> = { state: S } | { unreadable: string };

/**
 * What is told of by events of the topic about this id, or about something that belongs to it. An event has its thing whole, but for
 * an allocation's job (https://developer.hashicorp.com/nomad/api-docs/events#event-stream).
 */
export function about<S>(topic: Topic, id: string, read: EventSource<S>['read']): { source: EventSource<S> } {
  const told = ({ Topic, Payload }: NomadEvent) => {
    const thing = Topic === topic ? (Payload?.[topic] as { ID?: string } | undefined) : undefined;
    return thing?.ID === id ? (thing as S) : undefined;
  };
  return { source: { read, wakes: { topic, id }, told } };
}

/**
 * Readings of a source: one at first, then one after each change that Nomad tells of. They have no end. A change whose event has the
 * state, with which nothing could be decided, is not worth a read.
 */
export function readings<S>(
  client: NomadClient,
  source: Source<S>,
  { mayDecide, signal }: { mayDecide: (told: S) => boolean; signal: AbortSignal },
) {
  return 'blocking' in source
    ? byBlocking(client, source, signal)
    : byEvents(client, source, mayDecide, signal);
}

async function* byEvents<S>(
  client: NomadClient,
  { read, wakes, told: stateIn }: EventSource<S>,
  mayDecide: (told: S) => boolean,
  signal: AbortSignal,
): AsyncGenerator<Reading<S>> {
  let unreadable = false;
  const [subject, isRelevant] = typeof wakes === 'function' ? [undefined, wakes] : [wakes, () => true];
  // Nomad publishes an event a moment before a read can see what it tells of: ask for no older state than that.
  let atLeast = 0;
  const hear = (told: StreamSignal) => {
    if (told.type === 'relist') atLeast = 0;
    // An event that got lost on its way has no other trace: a beat, every 10 s, is a time to look, too.
    if (unreadable || told.type === 'relist' || told.type === 'beat') return true;
    if (told.type !== 'event' || !isRelevant(told.event)) return false;
    atLeast = Math.max(atLeast, told.event.Index);
    const state = stateIn?.(told.event);
    return state === undefined || mayDecide(state);
  };
  using alarm = listen(client, signal, hear, subject);
  const once = async () => {
    const reading = await attempt(() => read({ signal, atLeast }));
    unreadable = 'unreadable' in reading;
    return reading;
  };
  while (true) {
    // In no variable, which would keep a whole state in memory for as long as nothing happens.
    yield await once();
    await alarm.heard();
  }
}

async function* byBlocking<S>(
  client: NomadClient,
  { blocking }: BlockingSource<S>,
  signal: AbortSignal,
): AsyncGenerator<Reading<S>> {
  let index = 0;
  while (true) {
    const reading = await attempt(() => blocking(index, signal));
    if ('unreadable' in reading) {
      yield reading;
      // A failed query has nothing to block on; any sign of life on the event stream is the time to ask again.
      using alarm = listen(client, signal, () => true);
      await alarm.heard();
      index = 0;
    } else {
      // Blocking Queries: a client starts over when the index runs backwards.
      index = reading.state.index < index ? 0 : reading.state.index;
      yield { state: reading.state.value };
    }
  }
}

async function attempt<T>(read: () => Promise<T>): Promise<Reading<T>> {
  try {
    return { state: await read() };
  } catch (error) {
    if (!isTransient(error)) throw error;
    return { unreadable: `unreadable: ${messageOf(error)}` };
  }
}

function listen(
  client: NomadClient,
  signal: AbortSignal,
  relevant: (told: StreamSignal) => boolean,
  subject?: Subject,
) {
  const bell = new Bell();
  let refused: { error: unknown } | undefined;
  const subscription = client.events.subscribe((told) => {
    if (told.type === 'failed') refused = { error: told.error };
    if (refused || relevant(told)) bell.ring();
  }, subject);
  const onAbort = () => bell.ring();
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    heard: async () => {
      signal.throwIfAborted();
      await bell.heard();
      signal.throwIfAborted();
      if (refused) throw refused.error;
    },
    [Symbol.dispose]: () => {
      signal.removeEventListener('abort', onAbort);
      subscription[Symbol.dispose]();
    },
  };
}
