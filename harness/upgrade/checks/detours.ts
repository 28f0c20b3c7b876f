import { events } from '../../evidence/index.ts';
import { note } from '../../judge/index.ts';
import { rule, type UpgradeCheck } from './check.ts';

/** What Nomad does not support in an order is said beside all that was found in it. */
export const detours: UpgradeCheck = {
  name: 'detours',
  rules: [
    rule(note, events.plan, ({ unsupported = [] }) => ({
      'order-unsupported': unsupported.map(
        (what) => `${what}; what is found from there on may speak against this order alone`,
      ),
    })),
    rule(note, events.putBackRefused, ({ step, error }) => ({
      'put-back-refused': `${step}: ${error.split('\n').slice(0, 2).join(' ')}`,
    })),
  ],
};
