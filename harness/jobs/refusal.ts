import { UsageError } from '../errors.ts';
import { NomadApiError } from '../nomad/index.ts';

/** How a refusal of Nomad's is reported to whoever wrote the file. */
export interface Refusal {
  /** As messages name it. */
  file: string;
  code: string;
  next?: string;
  /** Statuses that mean a refusal of the file; 400 unless given. A server that fails for reasons of its own says 500. */
  statuses?: readonly number[];
}

/**
 * Nomad's answer; its refusal of a file is the user's to correct. Nomad is given text, not a file: it calls it `input.hcl`.
 * @throws UsageError with the refusal's code, Nomad's words and the file's name and line
 */
export async function refusedAs<T>(
  { file, code, next = `correct ${file}`, statuses = [400] }: Refusal,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof NomadApiError) || !statuses.includes(error.status)) throw error;
    const words = error.body
      .trim()
      .replace(/^Failed to parse job: /, '')
      .replaceAll('input.hcl:', `${file}:`);
    // Nomad wraps its reasons: `1 error occurred:`, then a list.
    const reasons = words.split('\n').filter((line) => !/errors? occurred:\s*$/.test(line));
    const first = (reasons[0] ?? words).replace(/^[\s*]+/, '');
    throw new UsageError(code, first.startsWith(file) ? first : `${file}: ${first}`, {
      observed: words,
      next,
      cause: error,
    });
  }
}
