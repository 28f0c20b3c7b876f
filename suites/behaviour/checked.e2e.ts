import { expect, type Since, test } from '../../harness/index.ts';

const takes = /^$/;
/** File of `jobs/behaviour/checked` → why Nomad refuses it, by version where that changed; `takes` where it does not. */
const catalogue: [file: string, says: RegExp | Since<RegExp>][] = [
  ['plain', takes],
  ['canaries-of-batch', /"batch" does not allow update block/],
  ['constraint-unknown-operator', /Unknown constraint type "resembles"/],
  ['count-negative', /count can't be negative/],
  [
    'disconnect-unknown-reconcile',
    [/Blocks of type "disconnect" are not expected/, ['1.8.0', /reconcile option is invalid: sometimes/]],
  ],
  ['driver-unknown', takes],
  ['kill-signal-unknown', takes],
  ['lifecycle-unknown-hook', /invalid hook: prestop/],
  // nomad#24837
  ['lifecycle-without-hook', [takes, ['1.10.4', /argument "hook" is required/]]],
  ['logs-larger-than-disk', /log storage \(100 MB\) must be less than requested disk capacity \(20 MB\)/],
  ['memory-max-below-memory', /MemoryMaxMB value \(32\) should be larger than MemoryMB value \(64\)/],
  ['memory-too-small', /minimum MemoryMB value is 10; got 5/],
  ['name-too-long', takes],
  ['namespace-unknown', /nonexistent namespace "no-such-namespace"/],
  ['no-group', /Missing job task groups/],
  ['no-task', /Missing tasks for task group/],
  [
    'node-pool-unknown',
    [/argument named "node_pool" is not expected/, ['1.6.0', /nonexistent node pool "no-such-pool"/]],
  ],
  ['periodic-service', /Periodic can only be used with "batch" or "sysbatch"/],
  ['periodic-unreadable', /Invalid cron spec "every night"/],
  ['port-label-unfit', takes],
  ['port-twice', /Static port 8080 already reserved/],
  ['poststop-sidecar', takes],
  ['priority-too-high', /priority must be between \[1, 100\]/],
  ['reschedule-unknown-delay', /Invalid delay function "sometimes"/],
  ['reschedule-without-interval', /Interval must be a non zero value if Attempts > 0/],
  ['restart-too-often', /can't restart the TaskGroup 10 times in an interval of 5s/],
  ['restart-unknown-mode', /Unsupported restart mode: "sometimes"/],
  ['secret-block', [/Blocks of type "secret" are not expected/, ['1.11.0', takes]]],
  [
    'service-check-without-interval',
    [
      /missing required value interval/,
      ['1.3.0', /Service with provider nomad cannot include Check blocks/],
      ['1.4.0', /missing required value interval/],
    ],
  ],
  ['service-port-unknown', takes],
  [
    'single-writer-count-two',
    [takes, ['1.3.0', /single-node-writer access mode allows only one reader or writer/]],
  ],
  // nomad#26279
  [
    'sysbatch-with-reschedule',
    [/Invalid delay function/, ['1.11.0', /System or sysbatch jobs should not have a reschedule policy/]],
  ],
  [
    'system-with-affinity',
    [/System jobs may not have an affinity stanza/, ['1.5.0', /System jobs may not have an affinity block/]],
  ],
  ['system-with-canary', takes],
  [
    'system-with-reschedule',
    [
      /System jobs should not have a reschedule policy/,
      ['1.11.0', /System or sysbatch jobs should not have a reschedule policy/],
    ],
  ],
  ['task-twice', /Task 2 redefines 'main' from task 1/],
  ['task-without-driver', /Missing task driver/],
  ['template-outside-of-task', /destination escapes allocation directory/],
  ['template-signal-unnamed', takes],
  ['template-unknown-change-mode', /Invalid change mode/],
  ['two-leaders', /Only one task may be marked as leader/],
  ['unknown-attribute', /An argument named "colour" is not expected/],
  ['update-deadline-too-short', /Minimum healthy time must be less than healthy deadline/],
  [
    'volume-mount-undefined',
    [/referencing undefined volume data/, ['1.6.0', /references undefined volume data/]],
  ],
  ['volume-sticky', [/An argument named "sticky" is not expected/, ['1.10.0', takes]]],
  ['volume-unknown-type', takes],
  ['volume-without-access-mode', /CSI volumes must have an access mode/],
];

/** What the parser alone decides, so that the api module of another release decides otherwise. */
const byParser = [
  'disconnect-unknown-reconcile',
  'lifecycle-without-hook',
  'node-pool-unknown',
  'secret-block',
  'volume-sticky',
];

test.for(catalogue)(
  '%s is judged alike by each call, for the right reason',
  async ([file, says], { scope }) => {
    // Others are told no more of a namespace than that it is not theirs.
    if (file === 'namespace-unknown') scope.needsCluster('management');
    if (file === 'namespace-unknown') scope.needsNomad('1.3.0', 'the check of namespaces by validation');
    if (byParser.includes(file)) scope.needsCluster('own parser');
    const answers = await scope.check(`behaviour/checked/${file}.nomad.hcl`);
    const [parse, ...judged] = answers.map(({ refused = '' }) => refused);
    // A job that cannot be parsed is asked no further; what validation refuses, planning and registering refuse.
    const expected = scope.asOf(says instanceof RegExp ? [says] : says);
    for (const refused of judged.length > 0 ? judged : [parse]) expect(refused).toMatch(expected);
  },
);
