import { events } from '../../evidence/index.ts';
import { stop, unknown } from '../../judge/index.ts';
import { eachStep, evidence, rule, type UpgradeCheck } from './check.ts';

/** Suites pass on the mixed cluster. */
export const conformance: UpgradeCheck = {
  name: 'conformance',
  says: () => ({ atEachStep: 'suites run on the mixed cluster' }),
  leaves: [evidence(events.conformance, { at: eachStep })],
  // They load what they need while the driver comes back and the checks before them wait for Nomad.
  async replaced(_, stage) {
    stage.suites = await stage.prepareSuites();
  },
  async atEachStep(step, stage) {
    await using suites = stage.suites ?? (await stage.prepareSuites());
    stage.suites = undefined;
    const { passed, failed } = await suites.run();
    stage.ledger.append(events.conformance, { step, passed, failed });
  },
  rules: [
    rule(unknown, events.conformance, ({ step, passed, failed }) => ({
      conformance: passed + failed === 0 && `${step}: no test of the suites ran`,
    })),
    rule(stop, events.conformance, ({ step, passed, failed }) => ({
      conformance: failed > 0 && `${step}: ${failed} of ${passed + failed} suites' tests failed`,
    })),
  ],
};
