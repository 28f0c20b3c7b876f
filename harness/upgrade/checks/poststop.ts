import { events } from '../../evidence/index.ts';
import { stop } from '../../judge/index.ts';
import { brokenPoststops } from '../workload/workload.ts';
import { evidence, rule, type UpgradeCheck } from './check.ts';

/** The service's poststop task ends well when the service is stopped after all. */
export const poststop: UpgradeCheck = {
  name: 'poststop',
  leaves: [evidence(events.poststopBroken)],
  async readBack(_, { cluster, ledger, signal }) {
    ledger.append(events.poststopBroken, { allocations: await brokenPoststops(cluster, signal) });
  },
  rules: [
    rule(stop, events.poststopBroken, ({ allocations }) => ({
      poststop: allocations.length > 0 && `poststop did not end well in ${allocations.join(', ')}`,
    })),
  ],
};
