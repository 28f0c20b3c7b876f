import { describe, expect, test } from 'vitest';
import { changed, rehearsed } from '../verdict/fake-rehearsal.ts';
import { judge } from '../verdict/judge.ts';

/** The finding on a rehearsal between these versions whose line of this kind says this. */
function found(kind: string, line: object, versions: object) {
  const lines = rehearsed((each) => {
    const [first] = [changed(kind, line)(each)];
    return first && changed('plan', versions)(first);
  });
  const [{ severity, rule, message } = {}] = judge(lines).findings;
  return [`${severity} ${rule}`, /nomad#\d+/.exec(message ?? '')?.[0]];
}

const late = { refused: 'WAIT_TIMEOUT: timed out' };
const shutDown = { refused: 'NOMAD_EXEC: exec ended without an exit code: plugin is shut down' };
const unstaged = { refused: 'VOLUME_TAKEN: the volume was unstaged under allocation a' };
const stuck = { missing: ['client-2'] };

describe('what loses clients or their work is NO-GO, known or not', () => {
  test.each<[string, object, string, string, string | undefined]>([
    ['all-pools', { ...late, work: 'service' }, '2.0.1', 'stop all-pools', 'nomad#27961'],
    ['all-pools', { ...late, work: 'service' }, '2.0.5', 'stop all-pools', undefined],
    ['all-pools', { ...late, work: 'system' }, '2.0.1', 'stop all-pools', undefined],
    ['moved-client', late, '2.0.4', 'stop moved-client', 'nomad#28093'],
    ['moved-client', late, '2.0.5', 'stop moved-client', undefined],
  ])('%s %j on %s', (kind, line, to, finding, issue) => {
    expect(found(kind, line, { to })).toEqual([finding, issue]);
  });
});

describe('another known bug of the version is a note, and NO-GO on a version that is said to be good', () => {
  test.each<[string, object, object, string, string | undefined]>([
    ['rollout-retried', stuck, { to: '2.0.5' }, 'note rollout-retried', 'nomad#28538'],
    ['rollout-retried', stuck, { to: '2.0.6' }, 'stop rollout-retried', undefined],
    ['rollout-retried', stuck, { to: '1.10.5' }, 'stop rollout-retried', undefined],
    ['rollout-retried', { error: 'NOMAD_API: no' }, { to: '2.0.5' }, 'stop rollout-refused', undefined],
    ['exec-tried', shutDown, { from: '1.11.3' }, 'note exec-refused', 'nomad#27815'],
    ['exec-tried', shutDown, { from: '2.0.0' }, 'stop exec-refused', undefined],
    ['exec-tried', late, { from: '1.11.3' }, 'stop exec-refused', undefined],
    ['awaited-volume', late, { to: '2.0.4' }, 'note volume-awaited', 'nomad#25245'],
    ['awaited-volume', late, { to: '2.0.5' }, 'stop volume-awaited', undefined],
    ['shared-volume', unstaged, { to: '2.0.5' }, 'note shared-volume', 'nomad#25813'],
    ['shared-volume', late, { to: '2.0.5' }, 'stop shared-volume', undefined],
  ])('%s %j between %j', (kind, line, versions, finding, issue) => {
    expect(found(kind, line, versions)).toEqual([finding, issue]);
  });
});
