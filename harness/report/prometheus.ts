import { measures } from '../disruption/index.ts';
import { greatest } from '../median.ts';
import type { Report } from './model/report.ts';
import { costMs } from './model/upgrade.ts';

/** Label → value. */
type Labels = Record<string, string>;
type Sample = [labels: Labels, value: number];

/**
 * The run as a text file for Prometheus's node exporter (textfile collector; exposition format 0.0.4), so that a nightly
 * run has trends. Labels are of few values: no ids, which differ from run to run.
 */
export function prometheusText(report: Report): string {
  const { outcome, counts, time, steps, releases, began, durationMs, kind, subject } = report;
  const common = { kind, subject };
  const metrics: [name: string, help: string, samples: Sample[]][] = [
    ['run_ok', 'Whether the verdict is good: 1 or 0.', [[common, outcome === 'good' ? 1 : 0]]],
    ['run_unknown', 'Whether it is unknown: 1 or 0.', [[common, outcome === 'unknown' ? 1 : 0]]],
    ['run_end_timestamp_seconds', 'When the run ended.', [[common, Math.round((began + durationMs) / 1000)]]],
    ['run_duration_seconds', 'How long the run took, by its ledger.', [[common, durationMs / 1000]]],
    [
      'tests',
      'Tests by their status.',
      Object.entries(counts).map(([status, count]) => [{ ...common, status }, count]),
    ],
    ['findings', 'Findings by severity.', findingSamples(report, common)],
    [
      'phase_duration_seconds',
      'Phases of the run.',
      summed(time.phases.map(({ name, ms }) => [{ ...common, phase: name }, ms / 1000])),
    ],
    ['tests_duration_seconds', 'Time of all tests, added up.', [[common, time.testsMs / 1000]]],
    ['tests_waiting_seconds', 'Of that, waiting for Nomad.', [[common, time.waitingMs / 1000]]],
    ['area_duration_seconds', 'Time of the tests of an area, added up.', areaSamples(report, common)],
    [
      'claim_release_seconds',
      'Longest time until a volume was free, by how its holder ended.',
      longest(releases.map(({ path, releaseMs }) => [{ ...common, path }, releaseMs / 1000])),
    ],
    [
      'upgrade_agent_away_seconds',
      'Longest time an agent was away, by role.',
      longest(
        steps.flatMap(({ role, downMs }): Sample[] =>
          downMs === undefined ? [] : [[{ ...common, role }, downMs / 1000]],
        ),
      ),
    ],
    ...measures.map(({ cost, longest }): [string, string, Sample[]] => {
      const measured = steps.map((step) => costMs(step, cost)).filter((ms) => ms !== undefined);
      const name = `upgrade_${cost.replaceAll('-', '_')}_seconds`;
      const samples: Sample[] = measured.length === 0 ? [] : [[common, greatest(measured) / 1000]];
      return [name, `Longest time ${longest}.`, samples];
    }),
  ];
  return metrics
    .filter(([, , samples]) => samples.length > 0)
    .map(metricText)
    .join('');
}

function findingSamples({ findings }: Report, common: Labels): Sample[] {
  return (['stop', 'unknown', 'note'] as const).map((severity) => [
    { ...common, severity },
    findings.filter((each) => each.severity === severity).length,
  ]);
}

function areaSamples({ tests }: Report, common: Labels): Sample[] {
  return summed(tests.map(({ area, begin, end }) => [{ ...common, area }, (end - begin) / 1000]));
}

/** A series must stand once: samples with the same labels become one. */
function merged(samples: readonly Sample[], merge: (a: number, b: number) => number): Sample[] {
  const byLabels = new Map<string, Sample>();
  for (const [labels, value] of samples) {
    const key = JSON.stringify(labels);
    const before = byLabels.get(key);
    byLabels.set(key, [labels, before ? merge(before[1], value) : value]);
  }
  return [...byLabels.values()];
}

const summed = (samples: readonly Sample[]) => merged(samples, (a, b) => a + b);
const longest = (samples: readonly Sample[]) => merged(samples, Math.max);

function metricText([name, help, samples]: [string, string, Sample[]]): string {
  const full = `nomad_e2e_${name}`;
  const lines = samples.map(([labels, value]) => `${full}{${labelText(labels)}} ${Number(value.toFixed(3))}`);
  return [`# HELP ${full} ${help}`, `# TYPE ${full} gauge`, ...lines, ''].join('\n');
}

function labelText(labels: Labels): string {
  return Object.entries(labels)
    .map(
      ([name, value]) =>
        `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
    )
    .join(',');
}
