import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { closedGate } from './prepared-suites.ts';
import { mayBegin } from './start-gate.ts';

test('whoever comes before a gate is opened begins then, and whoever comes later at once', async () => {
  const order: string[] = [];
  let path: string;
  {
    await using gate = await closedGate();
    ({ path } = gate);
    const early = mayBegin(path).then(() => order.push('early'));
    // Connections are taken in order: a gate that holds nobody would have let the first go by now.
    for (let n = 0; n < 5; n++) {
      const socket = connect(path);
      await once(socket, 'connect');
      socket.destroy();
    }
    order.push('opened');
    gate.open();
    await early;
    await mayBegin(path).then(() => order.push('late'));
  }
  expect(order).toEqual(['opened', 'early', 'late']);
  expect(existsSync(dirname(path))).toBe(false);
  await expect(mayBegin(path)).rejects.toThrow('ENOENT');
});

test('suites that nobody prepared begin at once', async () => {
  expect(await mayBegin('')).toBeUndefined();
});
