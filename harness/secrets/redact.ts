import { type Forms, formsOf, without, withoutColoured } from './forms.ts';
import { isSecretKey, isSecretMap } from './keys.ts';
import { hidden } from './known.ts';
import { clue, replaceSecrets } from './texts.ts';

export const redacted = '[redacted]';

/**
 * The value without secrets: those that are hidden, wherever they stand, those under a key that names one, and texts that
 * look like one. `also` are secrets that are to be hidden here only.
 */
export function withoutSecrets<T>(value: T, also: readonly string[] = []): T {
  return clean(value, { forms: formsWith(also) }) as T;
}

/**
 * Parses pieces of JSON, such as the lines of a ledger, to the same as `withoutSecrets` makes of their values. A piece that has no
 * clue to a secret as it is written is searched no further. Throws as `JSON.parse`.
 */
export function parserWithoutSecrets(also: readonly string[] = []): (json: string) => unknown {
  const forms = formsWith(also);
  const texts = forms.flatMap(({ whole, begin }) => (begin === undefined ? whole : [...whole, begin]));
  // Behind a backslash anything may stand.
  const isSearched = (json: string) =>
    json.includes('\\') || clue.test(json) || texts.some((text) => json.includes(text));
  return (json) => {
    const value: unknown = JSON.parse(json);
    return isSearched(json) ? clean(value, { forms }) : value;
  };
}

const formsWith = (also: readonly string[]): Forms[] => [
  ...hidden(),
  ...also.filter((secret) => secret.length >= 6).map(formsOf),
];

/** As `withoutSecrets`, for what goes to a terminal: colours may stand within a secret there. */
export function coloursWithoutSecrets(text: string): string {
  return cleanText(text, { forms: [...hidden()], coloured: true });
}

interface Known {
  forms: readonly Forms[];
  coloured?: boolean;
}

/** The value itself where nothing in it is secret: of the hundred thousand lines of a ledger nearly none has to be made anew. */
function clean(value: unknown, known: Known): unknown {
  if (typeof value === 'string') return cleanText(value, known);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((each) => clean(each, known));
    return items.some((each, at) => each !== value[at]) ? items : value;
  }
  // What an instance of a class, such as a URL, becomes in JSON is not in its fields.
  let changed = ![Object.prototype, null].includes(Object.getPrototypeOf(value));
  const fields = Object.entries(value).map(([key, each]): [string, unknown] => {
    const field: [string, unknown] = [cleanText(key, known), cleanUnder(key, each, known)];
    changed ||= field[0] !== key || field[1] !== each;
    return field;
  });
  return changed ? Object.fromEntries(fields) : value;
}

function cleanUnder(key: string, value: unknown, known: Known): unknown {
  if (typeof value === 'string') return value !== '' && isSecretKey(key) ? redacted : cleanText(value, known);
  const hides = isSecretMap(key) && typeof value === 'object' && value !== null && !Array.isArray(value);
  return hides ? Object.fromEntries(Object.keys(value).map((each) => [each, redacted])) : clean(value, known);
}

function cleanText(text: string, { forms, coloured = false }: Known): string {
  const withoutOne = coloured ? withoutColoured : without;
  const rest = forms.reduce((left, each) => withoutOne(left, each, redacted), text);
  return replaceSecrets(rest, () => redacted);
}
