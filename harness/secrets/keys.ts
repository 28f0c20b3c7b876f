/** Words of a key that say "secret" wherever they stand in it: `PGPASSWORD`, `SecretID`, `SMTP_CREDENTIALS`. */
const clearWord = /password|passwd|passphrase|secret|credential|apikey|privatekey|token$/;
/** Such words that are parts of ordinary ones: they count whole. */
const wholeWords = new Set(['auth', 'authorization', 'dsn', 'salt', 'creds']);
/** Such words that mean something else alone (`pass`, `PWD`) or in front (`pat`, `pass_count`). */
const lastWords = new Set(['pass', 'pwd', 'pat', 'cred', 'pw']);
/** What a key opens that is a secret; a `cache_key`, `public_key` or `sort_key` is not. */
const keyOf =
  /^(?:secret|private|gossip|api|ssh|access|signing|encryption|master|account|shared|session|admin)$/;
/** A key that ends with one of these says something about the secret, such as where it is. */
const about = new Set(
  `file path dir folder name type mode method ttl accessor policy policies count length expiry expiration required enabled url uri
  endpoint host port header field hint algorithm var version status reason role user username provider`.split(
    /\s+/,
  ),
);

/** A name of a secret, or of a map of them, has one of these in it, in whatever case. */
export const nameClues = ['pass', 'secret', 'cred', 'key', 'token', 'pat', 'pw', 'items', ...wholeWords];

/** Maps whose texts are all secrets: of a CSI volume or a driver's profile, and of a Nomad Variable. */
const secretMap = /^(?:secrets|items)$/i;

/** A log names the same few things again and again. */
const judged = new Map<string, boolean>();
const judgedMost = 1000;

/** Whether the text under this key is a secret, whatever it holds: `SecretID`, `NOMAD_TOKEN`, `gossipKey`, `DB_PASS`. */
export function isSecretKey(key: string): boolean {
  const before = judged.get(key);
  if (before !== undefined) return before;
  if (judged.size >= judgedMost) judged.clear();
  const names = namesSecret(key);
  judged.set(key, names);
  return names;
}

function namesSecret(key: string): boolean {
  const words = wordsOf(key);
  const last = words.at(-1) ?? '';
  if (about.has(last)) return false;
  if (words.length > 1 && lastWords.has(last) && words[0] !== 'old') return true;
  return words.some((word, n) => {
    if (word === 'key') return keyOf.test(words[n - 1] ?? '');
    return clearWord.test(word) || wholeWords.has(word);
  });
}

export function isSecretMap(key: string): boolean {
  return secretMap.test(key);
}

/** `aclToken`, `ACL_TOKEN` and `--acl-token` as `acl`, `token`. */
function wordsOf(key: string): string[] {
  const apart = key.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
  return apart.split(/[^a-z0-9]+/).filter((word) => word !== '');
}
