import type { Key, Signature, Subkey } from 'openpgp';
import { EnvironmentError } from '../errors.ts';
import type { ReleaseKeys } from './release-key.ts';

/** What was signed, and what vouches for it. */
export interface Signed {
  /** Where the content is from. */
  url: string;
  content: Buffer;
  /** A detached binary signature: https://www.rfc-editor.org/rfc/rfc9580#section-10.4 */
  signature: Buffer;
}

/**
 * HashiCorp renewed its key by new self-signatures, in place of the old ones. By these alone, what was signed before counts as
 * signed by a key that was not yet valid; it is enough that the key is valid now.
 */
const config = { allowInsecureVerificationWithReformattedKeys: true };

/**
 * Checks that a content was signed by one of these keys, and that this key is valid now: one that has expired proves nothing, as
 * whoever held it may have signed anything under an old date since.
 * @throws EnvironmentError BINARY_SIGNATURE_WRONG, BINARY_KEY_EXPIRED
 */
export async function requireSignature(signed: Signed, { file, keys }: ReleaseKeys): Promise<void> {
  const { createMessage, verify } = await import('openpgp');
  const signature = await readSignature(signed);
  const signers = signersOf(signature, keys);
  if (signers.length === 0) {
    const by = signature.getSigningKeyIDs().map((id) => id.toHex());
    throw wrong(signed, `it was signed by ${by.join(', ') || 'no key'}, which is not in ${file}`);
  }
  const verificationKeys = await unexpired(signers, file);
  const message = await createMessage({ binary: new Uint8Array(signed.content) });
  const { signatures } = await verify({
    ...{ message, signature, verificationKeys, format: 'binary', config },
  });
  await Promise.any(signatures.map(({ verified }) => verified)).catch((cause: AggregateError) => {
    throw wrong(signed, cause.errors.map((each: Error) => each.message).join('; '), cause);
  });
}

async function readSignature(signed: Signed): Promise<Signature> {
  const openpgp = await import('openpgp');
  try {
    return await openpgp.readSignature({ binarySignature: new Uint8Array(signed.signature) });
  } catch (cause) {
    throw wrong(signed, `the signature is ${signed.signature.length} bytes of something else`, cause);
  }
}

interface Signer {
  key: Key;
  /** The key itself, or its subkey that made the signature. */
  part: Key | Subkey;
}

/** Several where the file has copies of the key. */
function signersOf(signature: Signature, keys: readonly Key[]): Signer[] {
  const ids = signature.getSigningKeyIDs();
  return keys.flatMap((key) => ids.flatMap((id) => key.getKeys(id).map((part) => ({ key, part }))));
}

async function unexpired(signers: readonly Signer[], file: string): Promise<Key[]> {
  const expiries = await Promise.all(signers.map(expiryOf));
  const valid = signers.filter((_, index) => expiries[index] === undefined);
  if (valid.length > 0) return valid.map(({ key }) => key);
  throw new EnvironmentError(
    'BINARY_KEY_EXPIRED',
    `the key ${expiries[0]?.id}, which the release archive is signed with, expired on ${expiries[0]?.on}`,
    {
      observed: file,
      next: 'get the renewed key from its owner and name it: NOMAD_E2E_RELEASE_KEY=<file>, or give a binary: --nomad-binary <path>',
    },
  );
}

async function expiryOf({ key, part }: Signer): Promise<{ id: string; on: string } | undefined> {
  for (const each of [key, part]) {
    const until = await each.getExpirationTime();
    if (!(until instanceof Date) || until > new Date()) continue;
    return { id: each.getFingerprint().toUpperCase(), on: until.toISOString().slice(0, 10) };
  }
  return undefined;
}

function wrong({ url }: Signed, observed: string, cause?: unknown): EnvironmentError {
  return new EnvironmentError('BINARY_SIGNATURE_WRONG', `the signature of ${url} does not hold`, {
    observed,
    next: 'use another archive, or name the public key that this one is signed with: NOMAD_E2E_RELEASE_KEY=<file>; or give a binary: --nomad-binary <path>',
    cause,
  });
}
