import type { Entry } from '../evidence/index.ts';

export const redacted = '[redacted]';

/** Keys whose values are secrets, whatever they hold. */
const secretKey = /^(?:.*_)?(?:secret(?:_?id)?|token|password|passphrase|private_?key|authorization)$/i;
const secretTexts = [
  /(?<=\bBearer\s+)[\w.~+/-]{8,}=*/g,
  /(?<=\bX-Nomad-Token:\s*)\S+/gi,
  /(?<=\b(?:NOMAD_TOKEN|password|secret|token)=)[^\s&'"]+/gi,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
];

/**
 * The entries without secrets: `known` ones wherever they stand, values of keys that name a secret, and texts that look
 * like one. What is shown of a run is made from these only.
 */
export function withoutSecrets(entries: readonly Entry[], known: readonly string[]): Entry[] {
  const worth = known.filter((secret) => secret.length >= 6);
  return entries.map((entry) => clean(entry, worth) as Entry);
}

/** Every text under a key that names a secret, such as the token in a cluster's descriptor. */
export function secretsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    typeof each === 'string' && secretKey.test(snake(key)) ? [each] : secretsIn(each),
  );
}

function clean(value: unknown, known: readonly string[]): unknown {
  if (typeof value === 'string') return cleanText(value, known);
  if (Array.isArray(value)) return value.map((each) => clean(each, known));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const secret = typeof each === 'string' && each !== '' && secretKey.test(snake(key));
      return [cleanText(key, known), secret ? redacted : clean(each, known)];
    }),
  );
}

function cleanText(text: string, known: readonly string[]): string {
  const without = known.reduce((rest, secret) => rest.replaceAll(secret, redacted), text);
  return secretTexts.reduce((rest, pattern) => rest.replaceAll(pattern, redacted), without);
}

/** `aclToken` as `acl_token`. */
function snake(key: string): string {
  return key.replaceAll(/([a-z])([A-Z])/g, '$1_$2');
}
