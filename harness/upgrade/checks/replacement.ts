import { type Entry, events } from '../../evidence/index.ts';
import { type Finding, stop, unknown } from '../../judge/index.ts';
import { rule, type UpgradeCheck } from './check.ts';

/** Each agent ends by itself and comes back in time as what it was. */
export const replacement: UpgradeCheck = {
  name: 'replacement',
  rules: [
    rule(stop, events.stepFailed, ({ step, error }) => ({ 'step-failed': `${step}: ${error}` })),
    rule(unknown, events.rehearsalBroken, ({ error }) => ({
      'rehearsal-broken': `not Nomad's failure: ${error}`,
    })),
    rule(stop, events.stepEnd, ({ step, role, drained = false, downMs, before, after, killed }, entries) => {
      const graceMs = events.plan.of(entries)[0]?.heartbeatGraceMs ?? 0;
      const machine = role === 'server' ? 'raft peer' : 'node';
      return {
        'identity-changed':
          before !== after &&
          `${step} came back as another ${machine} (${before}, now ${after}): its data directory was empty`,
        'agent-hangs': killed && `${step}: the old agent did not end on SIGTERM and was killed`,
        // From a drained client nothing can be taken.
        'heartbeat-grace':
          role === 'client' &&
          !drained &&
          downMs !== undefined &&
          downMs > graceMs &&
          `${step}: its agent was away ${downMs} ms, heartbeat_grace is ${graceMs} ms`,
      };
    }),
    undone,
  ],
};

/** What ended the rehearsal before them is a finding of its own, or nobody noted it. */
function undone(entries: readonly Entry[]): Finding[] {
  const done = [...events.stepEnd.of(entries), ...events.stepFailed.of(entries)].map(({ step }) => step);
  const left = events.plan.of(entries)[0]?.steps.filter((name) => !done.includes(name)) ?? [];
  return left.length > 0 ? [unknown('steps-undone', events.plan, `never reached: ${left.join(', ')}`)] : [];
}
