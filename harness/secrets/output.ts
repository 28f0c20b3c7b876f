import { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { withoutCommands, withoutControl } from './harmless.ts';
import { hidden } from './known.ts';
import { coloursWithoutSecrets } from './redact.ts';

type Output = Pick<NodeJS.WriteStream, 'write'> & {
  on?(event: 'error', listener: (error: Error) => void): unknown;
};

/** How an output takes what is meant to reach it as it is. */
const unguarded = new WeakMap<Output, (text: string | Uint8Array) => boolean>();

export interface GuardOptions {
  outputs?: readonly Output[];
  /** Whether a CI runner reads the output and obeys commands in it. */
  obeyed?: boolean;
  /** Told once of an output that can be written to no more, such as a closed terminal. */
  onLost?: (output: Output, error: NodeJS.ErrnoException) => void;
}

/**
 * The one place where all output passes. From now on whatever this process writes to its standard output and error has no
 * secrets, no control characters but colours, and no commands for a CI. An output that fails is written to no more: unheard, its
 * error would end the process without a clean-up.
 */
export function guardOutput({
  outputs = [process.stdout, process.stderr],
  obeyed = Boolean(process.env.GITHUB_ACTIONS),
  onLost,
}: GuardOptions = {}): void {
  for (const output of outputs) {
    if (unguarded.has(output)) continue;
    const original = output.write.bind(output) as (...args: unknown[]) => boolean;
    let lost = false;
    output.on?.('error', (error) => {
      if (!lost) onLost?.(output, error);
      lost = true;
    });
    const write = (...args: unknown[]) => (lost ? writtenNowhere(args) : original(...args));
    unguarded.set(output, write);
    const decoder = new StringDecoder('utf8');
    const commandless = obeyed ? withoutCommands() : (text: string) => text;
    const cleaned = (chunk: unknown) => {
      const text = chunk instanceof Uint8Array ? decoder.write(Buffer.from(chunk)) : chunk;
      return typeof text === 'string' ? commandless(coloursWithoutSecrets(withoutControl(text))) : chunk;
    };
    output.write = (chunk: unknown, ...more: unknown[]) => write(cleaned(chunk), ...more);
  }
}

/** Who waits for the end of a write goes on. */
function writtenNowhere(args: unknown[]): true {
  const done = args.at(-1);
  if (typeof done === 'function') process.nextTick(done as () => void);
  return true;
}

/** Writes what is meant for this user alone, such as the token that `up` gives. */
export function writeUnguarded(output: Output, text: string | Uint8Array): boolean {
  return (unguarded.get(output) ?? output.write.bind(output))(text);
}

/** Writes a line that commands a CI runner. */
export function writeCommand(output: Output, line: string): void {
  writeUnguarded(output, `${withoutControl(coloursWithoutSecrets(line))}\n`);
}

/** An output for a program that the user runs and that may draw on the terminal, or write no text: only secrets are taken out. */
export function rawOutput(output: Output): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      const holds = [...hidden()].some(({ whole }) => whole.some((form) => chunk.includes(form)));
      writeUnguarded(output, holds ? coloursWithoutSecrets(chunk.toString()) : chunk);
      done();
    },
  });
}
