import { hidden } from './known.ts';
import { coloursWithoutSecrets } from './redact.ts';

type Output = Pick<NodeJS.WriteStream, 'write'>;
const unhidden = new WeakMap<Output, NodeJS.WriteStream['write']>();

/** Hides secrets in whatever this process writes to its standard output and error from now on. */
export function hideInOutput(outputs: readonly Output[] = [process.stdout, process.stderr]): void {
  for (const output of outputs) {
    if (unhidden.has(output)) continue;
    const write = output.write.bind(output) as (...args: unknown[]) => boolean;
    unhidden.set(output, write);
    output.write = (chunk: unknown, ...more: unknown[]) => write(cleaned(chunk), ...more);
  }
}

/** Writes what is meant for this user alone, such as the token that `up` gives. */
export function writeUnhidden(output: Output, text: string): void {
  (unhidden.get(output) ?? output.write.bind(output))(text);
}

/** Bytes that hold no secret stay what they are: they may be no text. */
function cleaned(chunk: unknown): unknown {
  if (typeof chunk === 'string') return coloursWithoutSecrets(chunk);
  if (!(chunk instanceof Uint8Array)) return chunk;
  const bytes = Buffer.from(chunk);
  const holds = [...hidden()].some(({ whole }) => whole.some((form) => bytes.includes(form)));
  return holds ? Buffer.from(coloursWithoutSecrets(bytes.toString())) : chunk;
}
