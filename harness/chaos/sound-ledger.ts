import {
  type AllocationHistory,
  type ChaosRound,
  type DataOf,
  type Entry,
  events,
  type Kind,
  type VolumeRound,
} from '../evidence/index.ts';
import { faultKeys } from './menu.ts';

const id = 'chaos-0';
const [single, multi] = [`${id}-single`, `${id}-multi`];
/** Seconds of uptime at which the schedule begins, and nanoseconds of the ledger's clock. */
const begin = 16_000;
/** Milliseconds since 1970 at the same moment. */
const beginWall = Date.UTC(2026, 10, 25, 0, 30);

/**
 * A chaos run as it is written when all held, for the tests of its judge: a round whose fault leaves all running, and one in which a machine
 * was lost with a writer and the ordered job's first allocation on it.
 */
export function soundChaos(): Entry[] {
  const line = <Data extends object>(second: number, kind: Kind<Data>, data: Data): Entry => ({
    ...data,
    at: new Date(beginWall + second * 1000).toISOString(),
    mono: (begin + second) * 1e9,
    kind: kind.name,
  });
  const step = { id, node: 1, holdMs: 4000, stopDuring: true };
  const lifecycle = `${id}-lifecycle`;
  const ordered = `${id}-ordered`;
  const volumes = [
    { volume: single, writers: 1 },
    { volume: multi, writers: 2 },
  ];
  const plan = { id, volumes, lifecycle, ordered, menu: faultKeys({ servers: 1 }), uptime: begin };
  const [first, second] = [agentKilled(), nodeKilled()];
  return [
    line(-20, events.run, { versions: ['1.11.3'], servers: 1, clients: 2 }),
    line(-1, events.chaosBegin, { seed: 7, minutes: 1 }),
    line(0, events.chaosPlan, plan),
    line(1, events.chaosStep, { ...step, round: 1, fault: 'agent-killed' }),
    ...first.histories.map((history) => line(15, events.allocation, { id, ...history })),
    line(16, events.chaosRound, { id, ...first.round }),
    line(21, events.chaosStep, { ...step, round: 2, fault: 'node-killed' }),
    ...second.histories.map((history) => line(35, events.allocation, { id, ...history })),
    line(36, events.chaosRound, { id, ...second.round }),
    line(37, events.chaosEnd, { id, rounds: 2 }),
    line(40, events.runEnded, { phases: [] }),
  ];
}

interface Held {
  round: ChaosRound;
  histories: AllocationHistory[];
}

function agentKilled(): Held {
  return {
    round: {
      round: 1,
      fault: 'agent of client-1 killed',
      volumes: [
        volume(single, [span('w1', 3, 9)], { w1: 59 }),
        volume(multi, [span('m1', 3, 9), span('m2', 3, 9)], { m1: 59, m2: 59 }),
      ],
      starts: { allocation: 'l1', init: 1, sidecar: 1 },
      ordered: [{ allocation: 'o1', mainExits: [0] }],
    },
    histories: [
      writer('w1', single, 10),
      writer('m1', multi, 10),
      writer('m2', multi, 10),
      orderedJob('o1', 1, 7),
    ],
  };
}

/** What a lost machine had acknowledged before the fault is what it is held to. */
function nodeKilled(): Held {
  return {
    round: {
      round: 2,
      fault: 'node client-1 killed',
      volumes: [
        volume(single, [span('w1', 3, 9), span('w2', 23, 26)], { w2: 20 }),
        volume(multi, [span('m1', 3, 9), span('m2', 3, 9), span('m3', 23, 26), span('m4', 23, 29)], {
          m3: 20,
          m4: 59,
        }),
      ],
      starts: { allocation: 'l2', init: 1, sidecar: 1 },
      ordered: [
        { allocation: 'o2', mainExits: [] },
        { allocation: 'o3', mainExits: [0] },
      ],
    },
    histories: [
      lost(writer('w2', single, 26)),
      lost(writer('m3', multi, 26)),
      writer('m4', multi, 30),
      lost(orderedJob('o2', 2, 26)),
      orderedJob('o3', 2, 32),
    ],
  };
}

function volume(
  name: string,
  spans: VolumeRound['spans'],
  acknowledged: VolumeRound['acknowledged'],
): VolumeRound {
  return {
    ...{ volume: name, singleWriter: name === single, spans, holes: [], acknowledged },
    ...{ releaseMs: 850, leaks: [] },
  };
}

/** Ten records a second. */
function span(allocation: string, from: number, to: number): VolumeRound['spans'][number] {
  return { allocation, node: 'client-1', first: begin + from, last: begin + to, records: (to - from) * 10 };
}

const at = (second: number) => (beginWall + second * 1000) * 1e6;

function writer(allocation: string, volume: string, end: number): AllocationHistory {
  return {
    ...{ job: `${volume}-writer-of-${allocation}`, allocation, node: 'client-1', status: 'complete' },
    tasks: [task('write', 'main', end - 7, end)],
    volumes: [{ volume, readOnly: false }],
  };
}

function orderedJob(allocation: string, round: number, end: number): AllocationHistory {
  return {
    ...{ job: `${id}-ordered-${round}`, allocation, node: 'client-1', status: 'complete' },
    tasks: [task('init', 'prestart', end - 2, end - 1), task('main', 'main', end - 0.5, end)],
  };
}

function task(
  name: string,
  role: DataOf<typeof events.allocation>['tasks'][number]['role'],
  from: number,
  to: number,
): AllocationHistory['tasks'][number] {
  const ended = { type: 'Terminated', at: at(to), exitCode: 0 };
  return { task: name, role, sidecar: false, events: [{ type: 'Started', at: at(from) }, ended] };
}

/** Nomad heard nothing more of it: its tasks' ends are not known, nor what had not begun by then. */
function lost({ tasks, ...history }: AllocationHistory): AllocationHistory {
  const running = tasks.slice(0, 1).map(({ events, ...rest }) => ({ ...rest, events: events.slice(0, 1) }));
  return { ...history, status: 'lost', tasks: running };
}
