import { expect, test } from 'vitest';
import { type UpgradeOptions, upgradeCommand } from './upgrade.ts';

const files = { jobs: [], volumes: [], vars: {}, nomadVars: [], payloads: [], metas: [] };
const options = { from: '1.5.6', to: '1.6.1', mode: 'drain', diff: true, bounds: {}, files, inject: [] };
const printedFor = (more: object = {}) =>
  upgradeCommand({ ...options, flags: { servers: 3, clients: 2 }, ...more } as unknown as UpgradeOptions);

test('the command that is printed drains clients and keeps their number', () => {
  const printed = printedFor();
  // `--clients drain` behind it would leave the number at 3.
  expect(printed).toBe('npx nomad-e2e upgrade --from 1.5.6 --to 1.6.1 --clients 2 --drain');
});

test('the command that is printed states each bound that was given, and the earlier rehearsal', () => {
  const bounds = { 'exec-stall': 8000, 'api-gap': 900 };
  expect(printedFor({ bounds, baseline: 'runs/x' })).toContain(
    ' --max-api-gap 900ms --max-exec-stall 8000ms --baseline runs/x',
  );
});
