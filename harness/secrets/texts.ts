import { isSecretKey, nameClues } from './keys.ts';

/*
 * Every text that is written passes here, up to hundreds of megabytes of a task's log, so the time is linear in its length: no
 * repetition without a bound in front of what must follow it, and none at all in a lookbehind.
 */

/** How a secret looks. */
interface Look {
  /** The pattern matches no text without one of these. */
  anchors: readonly string[];
  /** Its first group stays, the rest is the secret. */
  pattern: RegExp;
}

/** Not within a word, so that a long word is tried once. */
const begin = String.raw`(?<![\w-])`;

/** Tokens that say by their first signs whose they are. */
const shapes: readonly Look[] = [
  { anchors: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], pattern: token('gh[pousr]_[A-Za-z0-9]{30,}') },
  { anchors: ['github_pat_'], pattern: token(String.raw`github_pat_\w{22,}`) },
  { anchors: ['glpat-'], pattern: token(String.raw`glpat-[\w.-]{16,}`) },
  { anchors: ['xox'], pattern: token(String.raw`xox[a-z]-[\w-]{10,}`) },
  { anchors: ['AKIA', 'ASIA'], pattern: token('(?:AKIA|ASIA)[A-Z0-9]{16}') },
  { anchors: ['hvs.', 'hvb.', 'hvr.'], pattern: token(String.raw`hv[sbr]\.[\w-]{8,}`) },
  // With a digit, which a name such as `sk-` and some words lacks.
  { anchors: ['sk-'], pattern: token(String.raw`sk-(?=[\w-]{0,64}\d)[\w-]{20,}`) },
  { anchors: ['sk_', 'rk_'], pattern: token('[sr]k_(?:live|test)_[A-Za-z0-9]{16,}') },
  { anchors: ['npm_'], pattern: token('npm_[A-Za-z0-9]{36}') },
  { anchors: ['AIza'], pattern: token(String.raw`AIza[\w-]{35}`) },
  // A JSON web token, such as a workload's identity.
  { anchors: ['.eyJ'], pattern: token(String.raw`eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}`) },
];

const looks: readonly Look[] = [
  {
    anchors: ['-----BEGIN '],
    pattern: /()-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
  },
  { anchors: ['Bearer'], pattern: /(\bBearer\s{1,8})[\w.~+/-]{8,}=*/g },
  {
    anchors: ['oken:', 'OKEN:', 'ecrets:', 'ECRETS:'],
    pattern: /(\b(?:X-Nomad-Token|X-Nomad-CSI-Secrets|X-Vault-Token|X-Consul-Token):\s{0,8})\S+/gi,
  },
  {
    anchors: ['uthorization:', 'UTHORIZATION:'],
    pattern: /(\bAuthorization:\s{0,8})\S+(?: {1,8}[\w.~+/=-]+)?/gi,
  },
  // scheme://user:password@host
  { anchors: ['://'], pattern: /(:\/\/[^\s/:@'"?#\\]{0,200}:)[^\s/'"?#\\]{1,400}(?=@)/g },
  ...shapes,
];

function token(shape: string): RegExp {
  return new RegExp(`(${begin})${shape}`, 'g');
}

/** What no text is without that shows a secret: one pass, where most texts end. */
export const clue = new RegExp(
  [...nameClues, ...looks.flatMap(({ anchors }) => anchors)].join('|').replaceAll('.', String.raw`\.`),
  'i',
);

/** The text with another in the place of each secret that it shows by its look, or after a name that says so. */
export function replaceSecrets(text: string, by: (secret: string) => string): string {
  if (!clue.test(text)) return text;
  return replaceNamed(replaceLooking(text, by), by);
}

/** As `replaceSecrets`, by their look alone. */
export function replaceLooking(text: string, by: (secret: string) => string): string {
  return looks.reduce((left, { anchors, pattern }) => {
    if (!anchors.some((anchor) => left.includes(anchor))) return left;
    return left.replaceAll(pattern, (whole, before: string) => before + by(whole.slice(before.length)));
  }, text);
}

/** What a name says of itself begins after `=` or `:`, in quotes, which JSON in JSON escapes, or bare after `=`. */
const separator = /(?<=[\w\s"'-])[:=]/g;
const quoted = /(\s{0,8}\\?["'])([^"'\\]+)/y;
const bare = /()([^\s&'"\\,;]+)/y;
const longestName = 128;

/** Goes by separators, which are rarer than words: `password=…`, `"SecretID": "…"`, `token = "…"`. */
function replaceNamed(text: string, by: (secret: string) => string): string {
  const parts: string[] = [];
  let end = 0;
  for (const { index, 0: sign } of text.matchAll(separator)) {
    if (index < end) continue;
    const { name, isClose } = nameBefore(text, index);
    if (name === '' || !isSecretKey(name)) continue;
    const found =
      after(text, index + 1, quoted) ?? (isClose && sign === '=' ? after(text, index + 1, bare) : undefined);
    if (found === undefined) continue;
    const { at, secret } = found;
    parts.push(text.slice(end, at), by(secret));
    end = at + secret.length;
  }
  return end === 0 ? text : parts.join('') + text.slice(end);
}

function after(text: string, at: number, value: RegExp): { at: number; secret: string } | undefined {
  value.lastIndex = at;
  const [, before = '', secret = ''] = value.exec(text) ?? [];
  return secret === '' ? undefined : { at: at + before.length, secret };
}

/** The name that a separator belongs to, which may be in quotes and followed by a few blanks. */
function nameBefore(text: string, separatorAt: number): { name: string; isClose: boolean } {
  let end = separatorAt;
  while (end > separatorAt - 8 && isBlank(text[end - 1])) end -= 1;
  if (text[end - 1] === '"' || text[end - 1] === "'") end -= 1;
  if (text[end - 1] === '\\') end -= 1;
  let begin = end;
  while (begin > end - longestName && isOfName(text.charCodeAt(begin - 1))) begin -= 1;
  return { name: text.slice(begin, end), isClose: end === separatorAt };
}

const isBlank = (sign: string | undefined) => sign === ' ' || sign === '\t' || sign === '\n' || sign === '\r';

/** Letters, digits, `_` and `-`. */
function isOfName(code: number): boolean {
  const lower = code | 32;
  return (lower >= 97 && lower <= 122) || (code >= 48 && code <= 57) || code === 95 || code === 45;
}
