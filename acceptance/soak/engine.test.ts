import { expect, test } from 'vitest';
import { onEngine } from './engine.ts';

test('all that an engine holds is listed, but for its own networks and the images that runs share', async () => {
  const answers: Record<string, string> = {
    ps: 'nomad-e2e-x-client-1 0123\n',
    network: 'bridge\nhost\nnone\nnomad-e2e-x\nbridge-of-x\n',
    volume: 'nomad-e2e-x-shared\n5678\n',
    image:
      'nomad-e2e/node:1 sha256:1\ndebian:bookworm-slim sha256:2\n<none>:<none> sha256:3\nnomad-e2e-node:x sha256:4\n',
  };
  expect(await onEngine(async (command = '') => answers[command] ?? '')).toEqual([
    ...['container nomad-e2e-x-client-1 0123', 'network nomad-e2e-x', 'network bridge-of-x'],
    ...['volume nomad-e2e-x-shared', 'volume 5678'],
    ...['image <none>:<none> sha256:3', 'image nomad-e2e-node:x sha256:4'],
  ]);
});
