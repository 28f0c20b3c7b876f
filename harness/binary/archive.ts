import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { openPromise, type ZipFile } from 'yauzl';
import { EnvironmentError, messageOf } from '../errors.ts';

const member = 'nomad';
/** Ten times a Nomad binary; more is a broken or hostile archive. */
const largestBytes = 2 ** 30;

/**
 * Writes the member `nomad` of a release archive to `path`, executable. Other members (the licence) are not written.
 * @throws EnvironmentError BINARY_ARCHIVE_INVALID
 */
export async function extractNomad(archive: string, path: string, signal: AbortSignal): Promise<void> {
  try {
    // yauzl refuses absolute names and `..`; only one fixed name is written here anyway.
    const zip = await openPromise(archive, { lazyEntries: true, autoClose: false, strictFileNames: true });
    try {
      await extract(zip, path, signal);
    } finally {
      zip.close();
    }
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof Error && 'syscall' in cause) throw cause;
    throw new EnvironmentError('BINARY_ARCHIVE_INVALID', 'not a valid Nomad release archive', {
      observed: messageOf(cause),
      next: 'run again with --nomad-binary <path>, or with another NOMAD_E2E_RELEASE_URL',
      cause,
    });
  }
}

async function extract(zip: ZipFile, path: string, signal: AbortSignal): Promise<void> {
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName !== member) continue;
    if (entry.uncompressedSize > largestBytes)
      throw new Error(`${member} would have ${entry.uncompressedSize} bytes`);
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path, { mode: 0o755 }), {
      signal,
    });
    return;
  }
  throw new Error(`it has no file ${member}`);
}
