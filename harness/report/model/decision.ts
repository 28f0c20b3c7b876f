import { measures } from '../../disruption/index.ts';
import { bugName, type DataOf, type Entry, events, type Kind } from '../../evidence/index.ts';
import type { Finding } from '../../judge/index.ts';
import { counted, duration } from '../words.ts';
import type { TestReport } from './tests.ts';
import { costMs, type StepReport } from './upgrade.ts';

/** Where a piece of advice comes from: a document, or lines of the ledger. */
export interface Proof {
  text: string;
  href?: string;
}

/** Something to do, or to know, with what says so. */
export interface Advice {
  tag: 'stop' | 'unknown' | 'break' | 'warning' | 'note' | 'measured' | 'do';
  /** Of a finding. */
  rule?: string;
  what: string;
  proofs: readonly Proof[];
}

/** What to do before, during and after this upgrade with these jobs. */
export interface Decision {
  before: readonly Advice[];
  during: readonly Advice[];
  after: readonly Advice[];
  /** What is known of a way back. */
  back: readonly Advice[];
}

interface Ground {
  entries: readonly Entry[];
  findings: readonly Finding[];
  steps: readonly StepReport[];
  tests: readonly TestReport[];
}

/** What a rehearsal advises; undefined for a run of something else. */
export function decisionOf(ground: Ground): Decision | undefined {
  const [plan] = events.plan.of(ground.entries);
  if (!plan) return undefined;
  const noted = (when: keyof Decision) =>
    (plan.notes ?? []).filter((note) => (note.when ?? 'before') === when).map(noteAdvice);
  return {
    before: [
      ...findingAdvice(ground),
      ...noted('before'),
      ...bugAdvice(ground.tests),
      ...jobAdvice(ground.entries),
      snapshotAdvice(plan),
    ],
    during: [...noted('during'), ...costAdvice(ground), ...agentAdvice(plan, ground.steps)],
    after: [...noted('after'), ...afterAdvice(ground.entries), ...changeAdvice(ground.entries)],
    back: [...backAdvice(plan), ...noted('back'), ...rollbackAdvice(ground.entries)],
  };
}

type Plan = DataOf<typeof events.plan>;

const inLedger = (kind: string): Proof => ({ text: `grep '"kind":"${kind}"' ledger.ndjson` });
const linesOf = (kind: Kind<object>): Proof[] => [inLedger(kind.name)];

/** The addresses in the source of a note: the first with the words before it, each other one with its own. */
function sourceProofs(source: string): Proof[] {
  const found = [...source.matchAll(/https?:\/\/[^\s,;()<>"]+/g)];
  if (found.length === 0) return [{ text: source }];
  return found.map(({ 0: href, index }, at) => {
    const before = found[at - 1];
    const words = source.slice(before ? before.index + before[0].length : 0, index);
    const own = before ? (words.split(/[,;]/).at(-1) ?? '') : words;
    const issue = href.replace('https://github.com/hashicorp/nomad/issues/', 'nomad#');
    return { text: [own.replace(/:\s*$/, '').trim(), before ? issue : ''].join(' ').trim() || issue, href };
  });
}

const noteAdvice = ({ severity, message, source }: NonNullable<Plan['notes']>[number]): Advice => ({
  ...{ tag: severity, what: message, proofs: sourceProofs(source) },
});

const gravity = { stop: 0, unknown: 1, note: 2 };

/** What speaks against the upgrade first, then what is not known of it. */
function findingAdvice({ findings }: Ground): Advice[] {
  return findings
    .toSorted((a, b) => gravity[a.severity] - gravity[b.severity])
    .map(({ severity, rule, message, evidence }) => ({
      ...{ tag: severity, rule, what: message },
      proofs: evidence === undefined ? [] : [inLedger(evidence)],
    }));
}

/** Bugs that a version is known to have and that tests showed, each once. */
function bugAdvice(tests: readonly TestReport[]): Advice[] {
  const bugs = new Set(tests.flatMap(({ known }) => (known ? [`${bugName(known)}: ${known.what}`] : [])));
  return [...bugs].map((bug) => ({
    ...{ tag: 'note', what: `a known bug that a test showed: ${bug}` },
    proofs: linesOf(events.testEnded),
  }));
}

/** What of the operator's jobs was rehearsed otherwise than it runs in production. */
function jobAdvice(entries: readonly Entry[]): Advice[] {
  const about = (lines: readonly string[], says: string, kind: Kind<object>): Advice[] =>
    lines.length === 0 ? [] : [{ tag: 'note', what: `${says}: ${lines.join('; ')}`, proofs: linesOf(kind) }];
  const changed = 'rehearsed otherwise than it is, so check it yourself';
  return [
    ...events.operatorJob
      .of(entries)
      .flatMap(({ job, changes, notes = [] }) => [
        ...about(changes, changed, events.operatorJob),
        ...about(notes, `job ${job} may behave otherwise in your cluster`, events.operatorJob),
      ]),
    ...events.operatorVolume
      .of(entries)
      .flatMap(({ changes }) => about(changes, changed, events.operatorVolume)),
  ];
}

const snapshotAdvice = ({ from }: Plan): Advice => ({
  tag: 'do',
  what: `save a snapshot of the servers with Nomad ${from}, and keep it outside of the cluster`,
  proofs: [],
});

const backAdvice = ({ wayBack }: Plan): Advice[] =>
  wayBack ? [{ tag: 'warning', what: wayBack.message, proofs: sourceProofs(wayBack.source) }] : [];

/** What the rehearsal saw of a way back. */
function rollbackAdvice(entries: readonly Entry[]): Advice[] {
  const tried = events.rollbackStep.of(entries);
  if (tried.length === 0) {
    const what =
      'a way back was not rehearsed: --rollback tries it. Without that, the snapshot from before is all there is';
    return [{ tag: 'unknown', what, proofs: [] }];
  }
  const damage = events.rollbackDamage.of(entries).flatMap(({ damage }) => damage);
  const groups = [...Map.groupBy(damage, ({ what, change }) => `${what} ${change}`)];
  return [
    ...tried.map(({ step, ms, error }): Advice => {
      const how = error === undefined ? `done after ${duration(ms)}` : `refused: ${error.split('\n')[0]}`;
      const proofs = linesOf(events.rollbackStep);
      return { tag: error === undefined ? 'measured' : 'note', what: `${step}: ${how}`, proofs };
    }),
    ...groups.map(
      ([name, all]): Advice => ({
        ...{ tag: 'measured', what: `after the way back, ${name}: ${all.length}` },
        proofs: linesOf(events.rollbackDamage),
      }),
    ),
  ];
}

/** What the steps cost, at worst, and what was not measured. */
function costAdvice({ steps }: Ground): Advice[] {
  return measures.map(({ cost, longest, evidence }): Advice => {
    const proofs = linesOf(evidence);
    const measured = steps.filter((step) => costMs(step, cost) !== undefined);
    const [worst] = measured.toSorted((a, b) => (costMs(b, cost) ?? 0) - (costMs(a, cost) ?? 0));
    const about = `time ${longest}`;
    if (!worst) return { tag: 'unknown', what: `${about}: not measured`, proofs };
    const ms = costMs(worst, cost) ?? 0;
    const { allowedMs } = worst.costs.find((each) => each.cost === cost) ?? {};
    const allowed = allowedMs === undefined ? '' : `, ${duration(allowedMs)} were allowed`;
    if (ms === 0) return { tag: 'measured', what: `${about}: none worth naming${allowed}`, proofs };
    return { tag: 'measured', what: `${about}: up to ${duration(ms)} (${worst.name})${allowed}`, proofs };
  });
}

function agentAdvice({ heartbeatGraceMs }: Plan, steps: readonly StepReport[]): Advice[] {
  const clients = steps.filter(({ role, downMs }) => role === 'client' && downMs !== undefined);
  const [longest] = clients.toSorted((a, b) => (b.downMs ?? 0) - (a.downMs ?? 0));
  const cuts = steps.reduce((sum, step) => sum + step.cuts, 0);
  const away: Advice[] = longest
    ? [
        {
          tag: 'do',
          what: `replace a client's agent within heartbeat_grace: it took up to ${duration(longest.downMs ?? 0)} (${longest.name}), heartbeat_grace was ${duration(heartbeatGraceMs)}; hold it against yours`,
          proofs: linesOf(events.stepEnd),
        },
      ]
    : [];
  const what = `open exec sessions and log streams again: ${counted(cuts, 'open one was', 'open ones were')} cut`;
  return cuts > 0 ? [...away, { tag: 'measured', what, proofs: linesOf(events.stream) }] : away;
}

/** What was forced in the rehearsal, and what is left for the operator. */
function afterAdvice(entries: readonly Entry[]): Advice[] {
  const tried = (
    name: string,
    lines: readonly { refused?: string | undefined }[],
    kind: Kind<object>,
  ): Advice[] => {
    if (lines.length === 0) return [];
    const good = lines.filter(({ refused }) => refused === undefined).length;
    return [
      { tag: 'measured', what: `${name}: ${good} of ${lines.length} were good`, proofs: linesOf(kind) },
    ];
  };
  const own = events.operatorJob.of(entries);
  const plan: Advice[] = own.map(({ job, file }) => ({
    ...{ tag: 'do', what: `plan ${job} before its next deploy: nomad job plan ${file}` },
    proofs: linesOf(events.startedAnew),
  }));
  return [
    ...tried('answers of each server as the leader', events.leaderAsked.of(entries), events.leaderAsked),
    ...tried('jobs planned, restarted and started anew', events.startedAnew.of(entries), events.startedAnew),
    ...plan,
  ];
}

/** What the new version does otherwise, as far as it was compared. */
function changeAdvice(entries: readonly Entry[]): Advice[] {
  return events.behaviourDiff.of(entries).flatMap(({ words = [] }) =>
    words.map(
      (what): Advice => ({
        ...{ tag: 'note', what: `what the new version does otherwise: ${what}` },
        proofs: [{ text: 'diff.json', href: 'diff.json' }],
      }),
    ),
  );
}
