import { expect, test } from 'vitest';
import { readProfile } from '../csi/index.ts';
import { requireUnprivileged } from './driver.ts';

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
