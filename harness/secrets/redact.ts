import { type Forms, formsOf, without, withoutColoured } from './forms.ts';
import { isSecretKey, isSecretMap } from './keys.ts';
import { hidden } from './known.ts';
import { replaceSecrets } from './texts.ts';

export const redacted = '[redacted]';

/**
 * The value without secrets: those that are hidden, wherever they stand, those under a key that names one, and texts that
 * look like one. `also` are secrets that are to be hidden here only.
 */
export function withoutSecrets<T>(value: T, also: readonly string[] = []): T {
  const forms = [...hidden(), ...also.filter((secret) => secret.length >= 6).map(formsOf)];
  return clean(value, { forms }) as T;
}

/** As `withoutSecrets`, for what goes to a terminal: colours may stand within a secret there. */
export function coloursWithoutSecrets(text: string): string {
  return cleanText(text, { forms: [...hidden()], coloured: true });
}

interface Known {
  forms: readonly Forms[];
  coloured?: boolean;
}

function clean(value: unknown, known: Known): unknown {
  if (typeof value === 'string') return cleanText(value, known);
  if (Array.isArray(value)) return value.map((each) => clean(each, known));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [cleanText(key, known), cleanUnder(key, each, known)]),
  );
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
