import { boundOf, measures as measured, type Stall } from '../../disruption/index.ts';
import { type Finding, verdictWord } from '../../judge/index.ts';
import type { RehearsalVerdict } from './judge.ts';

/** What the words need besides the verdict. */
export interface Rehearsed {
  from: string;
  to: string;
  /** Folder of the run, as a user would type it. */
  run: string;
  /** The report's file, as a user would type it. */
  report: string;
  /** The command that rehearses this again. */
  again: string;
  /** What changed between the versions, in lines; empty when they were not compared. */
  changes: string;
  /** Of the operator's own jobs. */
  own?: readonly string[];
}

/** The verdict as an operator reads it: findings with their evidence, figures, and GO, NO-GO or UNKNOWN as the last line. */
export function inWords({ outcome, findings, measures }: RehearsalVerdict, rehearsed: Rehearsed): string {
  const { from, to, report, again, changes, own = [] } = rehearsed;
  const { agentDown, heartbeatGraceMs, worst, budget, records, lostRecords, submitted, moved, claimsTried } =
    measures;
  const { leaders, anew } = measures;
  const down = Object.entries(agentDown).filter(([step]) => step.includes('client'));
  const longest = Math.max(0, ...down.map(([, ms]) => ms));
  return [
    ...findings.flatMap((finding) => findingInWords(finding, rehearsed)),
    ...(changes === '' ? [] : [changes]),
    ...own,
    ...measured.map(({ cost, longest }) =>
      gap(`longest time ${longest}`, worst[cost], boundOf(budget, cost)),
    ),
    `longest absence of a client's agent: ${longest} ms of ${heartbeatGraceMs} ms heartbeat_grace, ${heartbeatGraceMs - longest} ms of margin`,
    `records: ${records} read back, ${lostRecords} acknowledged ones lost; jobs accepted meanwhile: ${submitted}`,
    `second writers asked for: ${claimsTried}`,
    `good answers of servers that led in turn: ${leaders.good} of ${leaders.tried}; jobs planned, restarted or started anew: ${anew.good} of ${anew.tried}`,
    ...(moved > 0 ? [`tasks moved by drains: ${moved}`] : []),
    ...(measures.rollbackGap
      ? [gap('longest time without an answer of the API, rollback', measures.rollbackGap)]
      : []),
    `report: ${report}   again: ${again}`,
    `${verdictWord({ kind: 'upgrade', outcome, findings })}: Nomad ${from} to ${to}`,
    '',
  ].join('\n');
}

function findingInWords({ severity, rule, message, evidence }: Finding, { run, again }: Rehearsed): string[] {
  return [
    `${severity === 'note' ? severity : severity.toUpperCase()} ${rule}: ${message}`,
    `     evidence: grep '"kind":"${evidence}"' ${run}/ledger.ndjson${severity === 'note' ? '' : `   again: ${again}`}`,
  ];
}

function gap(name: string, stall: Stall | undefined, allowedMs?: number): string {
  const of = allowedMs === undefined ? '' : ` of ${allowedMs} ms that are allowed`;
  return stall ? `${name}: ${stall.ms} ms${of} (${stall.step})` : `${name}: not measured`;
}
