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
  const [signer, key] = signerOf(signature, keys) ?? [];
  if (!signer || !key) {
    const by = signature.getSigningKeyIDs().map((id) => id.toHex());
    throw wrong(signed, `it was signed by ${by.join(', ') || 'no key'}, which is not in ${file}`);
  }
  await requireUnexpired(key, signer, file);
  const message = await createMessage({ binary: new Uint8Array(signed.content) });
  const { signatures } = await verify({
    ...{ message, signature, verificationKeys: keys, format: 'binary', config },
  });
  const own = signatures.find(({ keyID }) => keyID.equals(signer.getKeyID()));
  try {
    if (!own) throw new Error('it has no signature of that key');
    await own.verified;
  } catch (cause) {
    throw wrong(signed, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

async function readSignature(signed: Signed): Promise<Signature> {
  const openpgp = await import('openpgp');
  try {
    return await openpgp.readSignature({ binarySignature: new Uint8Array(signed.signature) });
  } catch (cause) {
    throw wrong(signed, `the signature is ${signed.signature.length} bytes of something else`, cause);
  }
}

/** The key or subkey that made the signature, and the key that it belongs to. */
function signerOf(signature: Signature, keys: readonly Key[]): [Key | Subkey, Key] | undefined {
  const ids = signature.getSigningKeyIDs();
  for (const key of keys) {
    const signer = key.getKeys().find((each) => ids.some((id) => each.getKeyID().equals(id)));
    if (signer) return [signer, key];
  }
  return undefined;
}

async function requireUnexpired(key: Key, signer: Key | Subkey, file: string): Promise<void> {
  for (const each of [key, signer]) {
    const until = await each.getExpirationTime();
    if (!(until instanceof Date) || until > new Date()) continue;
    const id = each.getFingerprint().toUpperCase();
    throw new EnvironmentError(
      'BINARY_KEY_EXPIRED',
      `the key ${id}, which the release archive is signed with, expired on ${until.toISOString().slice(0, 10)}`,
      {
        observed: file,
        next: 'get the renewed key from its owner and name it: NOMAD_E2E_RELEASE_KEY=<file>, or give a binary: --nomad-binary <path>',
      },
    );
  }
}

function wrong({ url }: Signed, observed: string, cause?: unknown): EnvironmentError {
  return new EnvironmentError('BINARY_SIGNATURE_WRONG', `the signature of ${url} does not hold`, {
    observed,
    next: 'use another archive, or name the public key that this one is signed with: NOMAD_E2E_RELEASE_KEY=<file>; or give a binary: --nomad-binary <path>',
    cause,
  });
}
