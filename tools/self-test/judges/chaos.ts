import { soundChaos } from '../../../harness/chaos/index.ts';
import { type ChaosRound, type Entry, events } from '../../../harness/evidence/index.ts';
import type { BrokenLedger, SoundLedger } from './sound.ts';

type Round = Entry & ChaosRound;
type Task = Entry['tasks'];

/** Chaos in which all held. */
export function chaosLedger(): SoundLedger {
  const entries = soundChaos();
  return {
    ...{ kind: 'chaos', entries },
    beside: { [events.run.name]: 'it says what the run is on' },
    more: {
      hung: { what: 'a writer hangs', ledgers: writersOf(entries).map((writer) => hung(entries, writer)) },
      muted: { what: 'something that a round asks for says nothing', ledgers: muted(entries) },
    },
  };
}

/** The writers whose ends are known: of a lost one nothing more is due. */
function writersOf(entries: readonly Entry[]): string[] {
  const writers = events.chaosRound
    .of(entries)
    .flatMap(({ volumes }) => volumes.flatMap(({ acknowledged }) => Object.keys(acknowledged)));
  const lost = events.allocation.of(entries).filter(({ status }) => status === 'lost');
  return writers.filter((writer) => !lost.some(({ allocation }) => allocation === writer));
}

/** It makes ten records, and ends by force 5 s after it was to end. */
function hung(entries: readonly Entry[], writer: string): BrokenLedger {
  const broken = entries.map((entry) => {
    if (events.allocation.is(entry) && entry.allocation === writer) return { ...entry, tasks: forced(entry) };
    return events.chaosRound.is(entry) ? { ...entry, volumes: fewRecords(entry, writer) } : entry;
  });
  return { name: `writer ${writer}`, entries: broken };
}

function forced(entry: Entry): Task {
  if (!events.allocation.is(entry)) return entry.tasks;
  return entry.tasks.map((task) => ({
    ...task,
    events: task.events.map((event) =>
      event.type === 'Terminated' ? { ...event, at: event.at + 5e9, exitCode: 137 } : event,
    ),
  }));
}

function fewRecords({ volumes }: Round, writer: string): Round['volumes'] {
  return volumes.map((volume) => ({
    ...volume,
    spans: volume.spans.map((span) =>
      span.allocation === writer ? { ...span, last: span.first + 1, records: 10 } : span,
    ),
    acknowledged: { ...volume.acknowledged, ...(writer in volume.acknowledged && { [writer]: 10 }) },
  }));
}

/** Each in one round at a time: what another round has seen is no evidence. */
function muted(entries: readonly Entry[]): BrokenLedger[] {
  const rounds = events.chaosRound.of(entries).map(({ round }) => round);
  return Object.entries(mutes).flatMap(([name, change]) =>
    rounds.map((round) => ({
      name: `${name} in round ${round}`,
      entries: entries.map((entry) =>
        events.chaosRound.is(entry) && entry.round === round ? { ...entry, ...change(entry) } : entry,
      ),
    })),
  );
}

const eachVolume = (round: Round, change: (volume: Round['volumes'][number]) => object) => ({
  volumes: round.volumes.map((volume) => ({ ...volume, ...change(volume) })),
});

const mutes: Record<string, (round: Round) => object> = {
  'no volume is read': () => ({ volumes: [] }),
  'no record is read': (round) => eachVolume(round, () => ({ spans: [] })),
  'no writer acknowledges': (round) => eachVolume(round, () => ({ acknowledged: {} })),
  'acknowledgements are no numbers': (round) =>
    eachVolume(round, ({ acknowledged }) => ({
      acknowledged: Object.fromEntries(Object.keys(acknowledged).map((writer) => [writer, null])),
    })),
  'starts are not counted': ({ starts }) => ({ starts: { ...starts, init: null, sidecar: null } }),
  'there is no ordered job': () => ({ ordered: [] }),
  'main of the ordered job never ran': ({ ordered }) => ({
    ordered: ordered.map((each) => ({ ...each, mainExits: [] })),
  }),
  'main of the ordered job was killed': ({ ordered }) => ({
    ordered: ordered.map((each) => ({ ...each, mainExits: [137] })),
  }),
};
