import { type DataOf, type Entry, events, type Kind } from '../../../harness/evidence/index.ts';
import { soundRehearsal } from '../../../harness/upgrade/index.ts';
import type { BrokenLedger, SoundLedger } from './sound.ts';

/** A rehearsal in which all held. */
export function upgradeLedger(): SoundLedger {
  const entries = soundRehearsal();
  return {
    ...{
      kind: 'upgrade',
      entries,
      beside: {},
      samples: [events.api.name, events.submit.name, events.stream.name],
    },
    more: {
      hung: {
        what: 'a writer hangs',
        ledgers: events.writerPlaced.of(entries).map((writer) => hung(entries, writer)),
      },
      muted: { what: 'something that is probed says nothing', ledgers: muted(entries) },
    },
  };
}

/** It writes until the middle of the rehearsal, and is stopped when all are. */
function hung(
  entries: readonly Entry[],
  { volume, job, allocation }: DataOf<typeof events.writerPlaced>,
): BrokenLedger {
  const middle = (entries.at(-1)?.mono ?? 0) / 2e9;
  const broken = entries.map((entry) => {
    if (events.volumeRecords.is(entry) && entry.volume === volume) {
      const records = entry.records.filter(({ at }) => at < middle);
      return { ...entry, records, acknowledged: { [allocation]: records.length } };
    }
    return entry;
  });
  return { name: `writer ${job}`, entries: broken };
}

/** The samples of one kind, or of one server, that are no success; and what is asked after a step. */
function muted(entries: readonly Entry[]): BrokenLedger[] {
  const change = (name: string, kind: Kind<object>, data: object, where = (_: Entry) => true) => ({
    name,
    entries: entries.map((entry) => (kind.is(entry) && where(entry) ? { ...entry, ...data } : entry)),
  });
  const steps = events.stepBegin.of(entries).map(({ step }) => step);
  return [
    change('no answer of the API', events.api, { ok: false }),
    change(
      'no new connection is answered',
      events.api,
      { ok: false },
      ({ connection }) => connection === 'new',
    ),
    change('no job is accepted', events.submit, { ok: false }),
    change('no job has a time until it ran', events.scheduled, { jobs: [] }),
    change('no exec session is heard', events.stream, { did: 'refused' }, ({ stream }) => stream === 'exec'),
    change('no log stream is heard', events.stream, { did: 'refused' }, ({ stream }) => stream === 'logs'),
    change('no acknowledgement is a number', events.volumeRecords, { acknowledged: {} }),
    change('every leader is asked for the same', events.leaderAsked, { question: 'a read' }),
    change('no identity can be read', events.identitySeen, { ageMs: undefined }),
    change('nothing was asked of node pool "all"', events.allPools, { clients: [] }),
    change('each command was run on one client', events.execTried, { client: 'client-1' }),
    change('each job is only planned', events.startedAnew, { way: 'plan' }),
    ...steps.flatMap((step) => {
      const of = (entry: Entry) => entry.step === step;
      return [
        change(`no test ran after ${step}`, events.conformance, { passed: 0, failed: 0 }, of),
        change(`no task was seen after ${step}`, events.continuity, { tasks: [] }, of),
        change(`no second writer was refused after ${step}`, events.claimProbe, { reasons: [] }, of),
        change(`no client took work after ${step}`, events.workPlaced, { clients: [] }, of),
        change(`no writer was read after ${step}`, events.writerProgress, { writers: [] }, of),
      ];
    }),
  ];
}
