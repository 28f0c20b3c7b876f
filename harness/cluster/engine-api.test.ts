import { expect, test } from 'vitest';
import { apiGap, expectedApi, requireCommonApi } from './engine-api.ts';

test.each([
  ['17.12.1', '1.12', '1.12'],
  ['18.09', '1.39', '1.12'],
  ['20.10', '1.40', '1.12'],
  ['26.1.5', '1.44', '1.24'],
  ['29.1', '1.52', '1.44'],
  ['31.0', '1.52', '1.44'],
])('Docker %s speaks API %s at least and takes none below %s', (version, apiVersion, minApiVersion) => {
  expect(expectedApi(version)).toEqual({ version, apiVersion, minApiVersion });
});

test.each([
  ['1.6.1', '29.1'],
  ['1.8.4', '18.09'],
  ['1.9.0', '29.1'],
  ['2.0.0', '18.09'],
  ['2.0.5', '20.10'],
  ['2.0.5', '29.1'],
])('Nomad %s and Docker %s have API versions in common', (nomad, docker) => {
  expect(apiGap(nomad, expectedApi(docker))).toBeUndefined();
});

test('Nomad 2.0.1 is refused an engine before API 1.40', () => {
  expect(() => requireCommonApi(['2.0.0', '2.0.1'], '18.09.9')).toThrow(
    expect.objectContaining({
      code: 'NODE_ENGINE_UNSUITED',
      exitCode: 2,
      message:
        'Nomad cannot use the engine of the nodes: the docker driver of Nomad 2.0.1 needs API 1.40 or later, and Docker 18.09.9 takes API 1.12 to 1.39',
    }),
  );
});

test('an engine that takes no API as low as the client speaks is refused', () => {
  const engine = { version: '33.0', apiVersion: '1.60', minApiVersion: '1.50' };
  expect(apiGap('1.9.7', engine)).toBe(
    'the docker driver of Nomad 1.9.7 speaks API 1.46 at most, and Docker 33.0 takes API 1.50 to 1.60',
  );
  expect(apiGap('1.8.4', engine)).toBeUndefined();
  expect(apiGap('2.0.5', engine)).toBeUndefined();
});
