import { expect, test } from 'vitest';
import { type UpgradeOptions, upgradeCommand } from './upgrade.ts';

test('the command that is printed drains clients and keeps their number', () => {
  const files = { jobs: [], volumes: [], vars: {}, nomadVars: [], payloads: [], metas: [] };
  const options = { from: '1.5.6', to: '1.6.1', mode: 'drain', diff: true, bounds: {}, files };
  const printed = upgradeCommand({
    ...options,
    flags: { servers: 3, clients: 2 },
  } as unknown as UpgradeOptions);
  // `--clients drain` behind it would leave the number at 3.
  expect(printed).toBe('npx nomad-e2e upgrade --from 1.5.6 --to 1.6.1 --clients 2 --drain');
});
