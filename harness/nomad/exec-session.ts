import { WebSocket } from 'undici';
import { explain } from '../errors.ts';
import { execPath } from './exec.ts';
import type { CallOptions, Transport } from './transport.ts';

export interface ExecSessionOptions extends CallOptions {
  task: string;
  command: string[];
  /** Called with each piece of standard output. */
  onOutput: (text: string) => void;
}

/** A session in a task that stays open. Disposing it ends it. */
export interface ExecSession extends Disposable {
  /** Sends this to the command's standard input. */
  send(text: string): void;
  /** Why it ended, whoever ended it. It never rejects. */
  ended: Promise<string>;
}

/**
 * Runs a command in a running task and keeps its input and output open.
 * @throws when there is no session, the signal's reason on abort
 */
export async function openExec(
  http: Transport,
  id: string,
  options: ExecSessionOptions,
): Promise<ExecSession> {
  const { signal, onOutput } = options;
  signal?.throwIfAborted();
  const socket = new WebSocket(`${http.address.replace(/^http/, 'ws')}${execPath(http, id, options)}`, {
    dispatcher: http.pool,
    headers: http.authentication,
  });
  const [opened, over] = [Promise.withResolvers<void>(), Promise.withResolvers<string>()];
  const end = (why: string) => {
    opened.reject(signal?.aborted ? signal.reason : new Error(why));
    over.resolve(why);
  };
  const onAbort = () => {
    end(explain(signal?.reason));
    socket.close();
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  socket.onopen = () => opened.resolve();
  socket.onerror = ({ error }) => end(`the connection was lost: ${explain(error).split('\n')[0]}`);
  socket.onclose = ({ code, reason }) => end(`closed with ${code}${reason === '' ? '' : `: ${reason}`}`);
  socket.onmessage = ({ data }) => {
    const { stdout, exited } = JSON.parse(String(data));
    if (exited) end('the command ended');
    else if (stdout?.data) onOutput(Buffer.from(stdout.data, 'base64').toString());
  };
  void over.promise.then(() => signal?.removeEventListener('abort', onAbort));
  await opened.promise;
  return {
    ended: over.promise,
    send: (text) => socket.send(JSON.stringify({ stdin: { data: Buffer.from(text).toString('base64') } })),
    [Symbol.dispose]: () => {
      end('it was closed');
      socket.close();
    },
  };
}
