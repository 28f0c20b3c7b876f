import { expect, test } from 'vitest';
import type { StartedNomadCluster } from '../cluster/index.ts';
import { sharedPluginId } from '../csi/index.ts';
import { CsiFixture, type CsiOptions } from './csi-fixture.ts';
import type { Scope } from './scope.ts';

/** A fixture that notes what it asks of a cluster that has the driver, and of the scope. */
function fixture(require: () => void = () => {}): { csi: CsiFixture; order: string[] } {
  const order: string[] = [];
  const list = async () => {
    order.push('plugins');
    return [{ ID: sharedPluginId }];
  };
  const cluster = { require, attached: { plugin: sharedPluginId }, nomad: { plugins: { list } } };
  const volume = async (file: string) => {
    order.push(file);
    return { ID: file };
  };
  const scope = { signal: new AbortController().signal, volume };
  const options = {
    cluster: cluster as unknown as StartedNomadCluster,
    scope: scope as unknown as Scope,
  } as CsiOptions;
  return { csi: new CsiFixture(options), order };
}

test('the driver is made sure of before the first volume, and once', async () => {
  const { csi, order } = fixture();
  expect(order).toEqual([]);
  await Promise.all([csi.volume('a'), csi.volume('b')]);
  await csi.volume('c');
  expect(order).toEqual(['plugins', 'a', 'b', 'c']);
});

test('where the driver cannot run, the test is skipped before a volume is made', async () => {
  const { csi, order } = fixture(() => {
    throw new Error('skipped: the cluster has no CSI driver');
  });
  await expect(csi.volume('a')).rejects.toThrow('skipped');
  expect(order).toEqual([]);
});

test('a driver is looked at anew whenever a test asks for it', async () => {
  const { csi, order } = fixture();
  expect(await csi.healthy()).toBe(sharedPluginId);
  await csi.healthy();
  expect(order).toEqual(['plugins', 'plugins']);
});
