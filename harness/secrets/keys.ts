/** Keys whose text is a secret, whatever it holds: `SecretID`, `NOMAD_TOKEN`, `gossipKey`, `DB_PASSWORD`. */
const secretKey =
  /^(?:.*[_-])?(?:secret(?:_?id|(?:_access)?_?key)?|token|password|passwd|passphrase|(?:private|gossip|api)_?key|authorization)$/i;

/** Maps whose texts are all secrets: of a CSI volume or a driver's profile, and of a Nomad Variable. */
const secretMap = /^(?:secrets|items)$/i;

/** What stands in a text after a name that says so: `password=…`, `"SecretID": "…"`, `token = "…"`. */
const named = '(?:secret(?:_?id|(?:_access)?_?key)?|token|password|passwd|passphrase|api_?key)';
const afterName = [
  new RegExp(String.raw`(?<=${named}=)[^\s&'"\\,;]+`, 'gi'),
  new RegExp(String.raw`(?<=${named}\\?["']?\s*[:=]\s*\\?["'])[^"'\\]+`, 'gi'),
];

/** Texts that are secrets by their look. */
export const secretTexts: readonly RegExp[] = [
  /(?<=\bBearer\s+)[\w.~+/-]{8,}=*/g,
  /(?<=\b(?:X-Nomad-Token|X-Nomad-CSI-Secrets|X-Vault-Token|X-Consul-Token):\s*)\S+/gi,
  /(?<=\bAuthorization:\s*)\S+(?: +[\w.~+/=-]+)?/gi,
  ...afterName,
  // A JSON web token, such as a workload's identity.
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
];

export function isSecretKey(key: string): boolean {
  return secretKey.test(snake(key));
}

export function isSecretMap(key: string): boolean {
  return secretMap.test(key);
}

/**
 * Every secret that a value holds by its keys: the token in a cluster's descriptor, a variable's items, a volume's secrets, a
 * job's `env`, and what a template says after such a name. References (`${…}`, `{{…}}`) are none.
 */
export function secretsIn(value: unknown, all = false): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => {
    if (typeof each !== 'string') return secretsIn(each, all || (isSecretMap(key) && !Array.isArray(each)));
    if (all || isSecretKey(key)) return isReference(each) ? [] : [each];
    return key === 'EmbeddedTmpl' ? namedIn(each) : [];
  });
}

function namedIn(text: string): string[] {
  return afterName.flatMap((pattern) => text.match(pattern) ?? []).filter((found) => !isReference(found));
}

function isReference(text: string): boolean {
  return text.includes('${') || text.includes('{{');
}

/** `aclToken` as `acl_token`. */
function snake(key: string): string {
  return key.replaceAll(/([a-z])([A-Z])/g, '$1_$2');
}
