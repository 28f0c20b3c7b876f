import { createInterface } from 'node:readline/promises';

/** Asks on the terminal; anything but yes is no. */
export async function confirmed(question: string, signal?: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} [y/N] `, signal ? { signal } : {});
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
