import type { Finding } from '../judge/index.ts';
import { fakeReport, ledgerOf } from './fake-ledger.ts';
import type { Report } from './model/report.ts';

const issue = (number: number) => `https://github.com/hashicorp/nomad/issues/${number}`;
const notes = [
  {
    severity: 'warning',
    message: 'set the key first',
    source: 'Nomad docs, Upgrade guides: https://nomad.invalid/guide',
  },
  {
    severity: 'warning',
    when: 'after',
    message: 'restart every server once more',
    source: `CHANGELOG 2.0.1: ${issue(1)}, checklist 15; ${issue(2)}, fixed by ${issue(3)}`,
  },
];
const known = { id: 'X1', issue: 7, what: 'it breaks', firstGood: '1.2.4', reason: 'expected 1' };
const steps = ['1/3 server-1', '2/3 pause', '3/3 client-1'];
const budget = [
  { cost: 'api-gap', ms: 500, from: '--max-api-gap' },
  { cost: 'writer-stall', ms: 9000, from: 'heartbeat_grace and 5 s' },
];

/** The report of a rehearsal of a server and a drained client, with a pause between them; `text` is what its jobs and findings say. */
export function rehearsedReport(text = 'it differs'): Report {
  const api = [1000, 1100, 1900, 2000, 3000, 3900].map(
    (ms) => [ms, 'api', { server: 'server-1', ok: true, ms: 2 }] as const,
  );
  const findings: Finding[] = [
    { severity: 'note', rule: 'skipped', message: `not tried: ${text}`, evidence: 'check-skipped' },
    { severity: 'stop', rule: 'api-gap', message: `no server answered: ${text}`, evidence: 'api' },
  ];
  const [server = '', pause = '', client = ''] = steps;
  return fakeReport({
    folder: '/runs/u',
    entries: ledgerOf([
      [
        0,
        'plan',
        {
          ...{
            from: '1.0.0',
            to: '1.1.0',
            mode: 'drain',
            heartbeatGraceMs: 5000,
            steps,
            due: [],
            budget,
            notes,
          },
          wayBack: { message: 'no downgrade', source: 'Nomad docs: https://nomad.invalid/upgrade' },
        },
      ],
      [10, 'own-job', { job: 'shop', file: `${text}.nomad.hcl`, changes: [`job shop: ${text}`], notes: [] }],
      [1000, 'step-begin', { step: server, role: 'server', does: 'upgrade', part: 'leader' }],
      ...api,
      [1500, 'step-end', { step: server, role: 'server', downMs: 480 }],
      [2000, 'step-begin', { step: pause, role: 'all', does: 'pause' }],
      [2500, 'step-end', { step: pause, role: 'all', did: 'pause' }],
      [3000, 'step-begin', { step: client, role: 'client', does: 'upgrade', part: 'canary' }],
      [3500, 'step-end', { step: client, role: 'client', drained: true, downMs: 250 }],
      [
        3600,
        'stream',
        { stream: 'exec', client: 'client-1', server: 'server-1', allocation: 'a', did: 'cut' },
      ],
      [3900, 'probe-end', { probe: 'submit', during: 'upgrade' }],
      [3910, 'test-started', { test: 'suites/csi/a.e2e.ts > shows it', scope: 'a-00000001' }],
      [3920, 'test-ended', { scope: 'a-00000001', passed: true, known }],
      [4000, 'leader-asked', { step: 'end', server: 'server-1', question: 'a read', ms: 7 }],
      [4100, 'behaviour-diff', { brokenByUpgrade: [], changes: 1, words: [`a task event: ${text}`] }],
    ]),
    verdict: { kind: 'upgrade', outcome: 'bad', findings },
  });
}
