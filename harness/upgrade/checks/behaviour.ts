import { events } from '../../evidence/index.ts';
import { stop } from '../../judge/index.ts';
import { rule, type UpgradeCheck } from './check.ts';

/** Tests that either version passes when it is started afresh pass on the upgraded cluster, too. */
export const behaviour: UpgradeCheck = {
  name: 'behaviour',
  rules: [
    rule(stop, events.behaviourDiff, ({ brokenByUpgrade }) => ({
      'broken-by-upgrade': brokenByUpgrade.map(
        (test) => `passes on both versions and fails after the upgrade: ${test}`,
      ),
    })),
  ],
};
