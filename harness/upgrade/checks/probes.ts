import { events } from '../../evidence/index.ts';
import { unknown } from '../../judge/index.ts';
import { rule, type UpgradeCheck } from './check.ts';

/** Probes see to the end. */
export const probes: UpgradeCheck = {
  name: 'probes',
  rules: [
    rule(unknown, events.probeEnd, ({ probe, server, error }) => {
      const which = server === undefined ? probe : `${probe} of ${server}`;
      const died = error !== undefined && `probe ${which} sampled nothing from here on: ${error}`;
      return { 'probe-died': died };
    }),
  ],
};
