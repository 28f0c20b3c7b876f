import { expect, test } from 'vitest';
import { engineAddress, hasLink, inUrl, isOwnAddress } from './reach.ts';

test.each([
  ['127.0.0.1', true],
  ['192.0.2.8', false],
  ['2001:db8::8', false],
])('%s is an address of this network: %s', async (address, own) => {
  expect(await isOwnAddress(address)).toBe(own);
});

test.skipIf(process.platform !== 'linux')('a link is known by its whole name', async () => {
  expect(await Promise.all(['lo', 'l', 'none'].map(hasLink))).toEqual([true, false, false]);
});

test.each([
  ['192.0.2.8', '192.0.2.8', '192.0.2.8'],
  ['2001:db8::8', '2001:db8::8', '[2001:db8::8]'],
  [
    'localhost',
    expect.stringMatching(/^(127\.0\.0\.1|::1)$/),
    expect.stringMatching(/^(127\.0\.0\.1|\[::1\])$/),
  ],
])('--engine-address %s leads to %s', async (given, address, url) => {
  expect(await engineAddress(given)).toEqual(address);
  expect(inUrl(await engineAddress(given))).toEqual(url);
});

test.each([
  ['engine.invalid', 'the name does not resolve'],
  ['', 'the name does not resolve'],
  ['0.0.0.0', 'it stands for every address, and nobody can be asked there'],
  ['::', 'it stands for every address, and nobody can be asked there'],
])('--engine-address %j is refused', async (given, observed) => {
  await expect(engineAddress(given)).rejects.toMatchObject({
    ...{ code: 'ENGINE_ADDRESS_INVALID', exitCode: 2, observed },
  });
});
