import { expect, test } from 'vitest';
import { readProfile } from '../csi/index.ts';
import { requireUnprivileged, withoutCapabilities } from './driver.ts';

test.each([
  ['hostpath', false],
  ['nfs', false],
  ['ebs', true],
])('profile %s has privileged tasks: %s', async (name, isPrivileged) => {
  const driver = await readProfile(name);
  if (!isPrivileged) expect(() => requireUnprivileged(driver)).not.toThrow();
  else
    expect(() => requireUnprivileged(driver)).toThrow(
      expect.objectContaining({ code: 'DRIVER_PRIVILEGED', exitCode: 2 }),
    );
});

test('a driver is not given a capability that the machine does not have', async () => {
  const driver = await readProfile('hostpath-block');
  const { monolith, ...rest } = withoutCapabilities(driver, ['SYS_RESOURCE', 'SYS_TIME']);
  expect({ ...rest, monolith: { ...monolith, cap_add: ['SYS_ADMIN', 'SYS_RESOURCE'] } }).toEqual(driver);
  expect(monolith?.cap_add).toEqual(['SYS_ADMIN']);
});
