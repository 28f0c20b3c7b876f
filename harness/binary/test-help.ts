import { HarnessError } from '../errors.ts';
import { tempFolder } from '../temp-folder.ts';

/** A temporary folder of one test. */
export const testFolder = () => tempFolder('binary');

/** The failure that is expected of a promise. */
export async function rejectionOf(promise: Promise<unknown>): Promise<HarnessError> {
  const [outcome] = await Promise.allSettled([promise]);
  if (outcome.status === 'rejected' && outcome.reason instanceof HarnessError) return outcome.reason;
  throw new Error('no failure of the harness came', { cause: outcome });
}
