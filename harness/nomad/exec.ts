import { type CloseEvent, type MessageEvent, WebSocket } from 'undici';
import { BehaviourError } from '../errors.ts';
import { NomadUnreachableError } from './errors.ts';
import { type CallOptions, path, type Transport } from './transport.ts';

export interface ExecOptions extends CallOptions {
  task: string;
  command: string[];
  /** Sent before standard input is closed. Without it, and without `tty`, the input is closed at once. */
  stdin?: string | Uint8Array | undefined;
  tty?: boolean | undefined;
  /** Leaves the input open until every output of the command (one with `tty`, else both) has had this text. */
  closeAfter?: string | undefined;
}

export interface ExecResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

interface Frame {
  stdout?: { data?: string };
  stderr?: { data?: string };
  exited?: boolean;
  result?: { exit_code?: number };
}

/** Small enough for every server's frame limit. */
const stdinChunkBytes = 32 * 1024;

/**
 * Runs a command in a running task and returns its output and exit code, 0 or not.
 * Frames: Nomad's Allocation Exec streaming protocol (HTTP API, client).
 *
 * @throws BehaviourError NOMAD_EXEC when Nomad ends the session before the command did,
 * NomadUnreachableError when there is no session, the signal's reason on abort.
 */
export async function exec(http: Transport, id: string, options: ExecOptions): Promise<ExecResult> {
  const { signal } = options;
  signal?.throwIfAborted();
  const where = execPath(http, id, options);
  const socket = new WebSocket(`${http.address.replace(/^http/, 'ws')}${where}`, {
    dispatcher: http.pool,
    headers: http.authentication,
  });
  const { promise, resolve, reject } = Promise.withResolvers<ExecResult>();
  const output = new Output();
  let isOpen = options.closeAfter !== undefined;
  const line = { method: 'GET', path: where };
  const onAbort = () => reject(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  socket.onopen = () => sendInput(socket, options);
  socket.onmessage = ({ data }: MessageEvent) => {
    try {
      const exitCode = output.take(data);
      if (exitCode !== undefined) resolve({ exitCode, ...output.texts });
    } catch (error) {
      reject(error);
    }
    if (!isOpen || !hasSaidAll(output.texts, options)) return;
    isOpen = false;
    closeInput(socket, options);
  };
  socket.onerror = (event) => reject(new NomadUnreachableError(http.address, line, event.error));
  socket.onclose = (event) => reject(endedEarly(id, options, event, output.texts));
  try {
    return await promise;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    socket.close();
  }
}

/** Where a session in a task is asked for. */
export function execPath(
  http: Transport,
  id: string,
  { task, command, tty = false, namespace }: Pick<ExecOptions, 'task' | 'command' | 'tty' | 'namespace'>,
): string {
  const query = { command: JSON.stringify(command), task, tty };
  return http.target(path`/v1/client/allocation/${id}/exec`, { query, namespace });
}

type Texts = Pick<ExecResult, 'stdout' | 'stderr'>;

/** Output so far. */
class Output {
  readonly #stdout: Buffer[] = [];
  readonly #stderr: Buffer[] = [];

  get texts(): Texts {
    const [stdout, stderr] = [this.#stdout, this.#stderr].map((each) => Buffer.concat(each).toString());
    return { stdout: stdout ?? '', stderr: stderr ?? '' };
  }

  /** The exit code, once the command is over. @throws BehaviourError NOMAD_EXEC for a frame that is not JSON */
  take(data: unknown): number | undefined {
    let frame: Frame;
    try {
      frame = JSON.parse(String(data));
    } catch (cause) {
      const details = { cause, observed: String(data) };
      throw new BehaviourError('NOMAD_EXEC', 'exec got a frame that is not JSON', details);
    }
    if (frame.stdout?.data) this.#stdout.push(Buffer.from(frame.stdout.data, 'base64'));
    if (frame.stderr?.data) this.#stderr.push(Buffer.from(frame.stderr.data, 'base64'));
    return frame.exited ? (frame.result?.exit_code ?? 0) : undefined;
  }
}

/** Whether the command's outputs have had the text that it ends them with. */
function hasSaidAll({ stdout, stderr }: Texts, { closeAfter = '', tty = false }: ExecOptions): boolean {
  return (tty ? [stdout] : [stdout, stderr]).every((output) => output.includes(closeAfter));
}

function sendInput(socket: WebSocket, { stdin, tty = false, closeAfter }: ExecOptions): void {
  const bytes = Buffer.from(stdin ?? '');
  for (let at = 0; at < bytes.length; at += stdinChunkBytes) {
    const data = bytes.subarray(at, at + stdinChunkBytes).toString('base64');
    socket.send(JSON.stringify({ stdin: { data } }));
  }
  // A terminal without input stays open: closing it would hang up the command.
  if (!tty && closeAfter === undefined) closeInput(socket, {});
}

/** A terminal's input ends by the character for it, which leaves the terminal itself open. */
function closeInput(socket: WebSocket, { tty = false }: { tty?: boolean | undefined }): void {
  const end = Buffer.from('\x04').toString('base64');
  socket.send(JSON.stringify({ stdin: tty ? { data: end } : { close: true } }));
}

function endedEarly(id: string, { task, command }: ExecOptions, event: CloseEvent, texts: Texts): Error {
  const reason = event.reason === '' ? 'no reason given' : event.reason;
  return new BehaviourError(
    'NOMAD_EXEC',
    `exec of ${command.join(' ')} in task ${task} of allocation ${id} ended without an exit code: ${reason}`,
    { observed: `close code ${event.code}, stdout "${texts.stdout}", stderr "${texts.stderr}"` },
  );
}
