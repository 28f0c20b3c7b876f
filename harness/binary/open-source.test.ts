import { expect, test } from 'vitest';
import { isOpenSource } from './open-source.ts';

test.each(['0.12.10', '1.2.6', '1.4.14', '1.5.12', '1.6.0', '1.6.5'])(
  'Nomad %s is open source',
  (version) => {
    expect(isOpenSource(version)).toBe(true);
  },
);

test.each(['1.5.13', '1.6.6', '1.7.0', '1.7.0-beta.1', '1.11.3', '2.0.5', '3.0.0'])(
  'Nomad %s is not open source',
  (version) => {
    expect(isOpenSource(version)).toBe(false);
  },
);
