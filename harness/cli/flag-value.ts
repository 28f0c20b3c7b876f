import { UsageError } from '../errors.ts';

/** @throws UsageError FLAG_INVALID for anything but a whole number above 0 */
export function positive(flag: string, text: string): number {
  const number = wholeNumber(flag, text);
  if (number < 1) throw invalid(flag, text, 'a whole number above 0');
  return number;
}

/** @throws UsageError FLAG_INVALID for anything but digits */
export function wholeNumber(flag: string, text: string): number {
  if (!/^\d+$/.test(text)) throw invalid(flag, text, 'a whole number');
  return Number(text);
}

/** A value that the flag does not take. */
export function invalid(flag: string, text: string, allowed: string): UsageError {
  return new UsageError('FLAG_INVALID', `${flag} ${text} cannot be used: it takes ${allowed}`, {
    next: 'npx nomad-e2e <command> --help lists the values of each flag',
  });
}

/** A flag by commander's name as it is written: `--nomad-var` of `nomadVar`. */
export const dashed = (flag: string) =>
  `--${flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
