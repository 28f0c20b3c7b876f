import type { Readable } from 'node:stream';
import { exec } from './exec.ts';
import { type ExecSessionOptions, openExec } from './exec-session.ts';
import type { Allocation, AllocationListStub } from './job-types.ts';
import { type ShellOptions, shell } from './shell.ts';
import { type CallOptions, path, type Query, type Transport } from './transport.ts';

export interface FileInfo {
  Name: string;
}

export interface LogOptions {
  task: string;
  type: 'stdout' | 'stderr';
}

/** Calls of Nomad's Allocations HTTP API and of its client API (logs, files, statistics, exec). */
export function allocationsApi(http: Transport) {
  const get = <T>(where: string, call: CallOptions, query: Query = {}) =>
    http.json<T>('GET', where, { ...call, query });
  const act = (where: string, body: unknown, call: CallOptions) =>
    http.done('POST', where, { ...call, body });
  return {
    list: ({ filter }: { filter?: string } = {}, call: CallOptions = {}) =>
      get<AllocationListStub[]>('/v1/allocations', call, { filter }),

    read: (id: string, call: CallOptions = {}) => get<Allocation>(path`/v1/allocation/${id}`, call),

    /** Stops and reschedules it. Returns the evaluation that does so. */
    stop: (id: string, call: CallOptions = {}) =>
      http.json<{ EvalID: string }>('POST', path`/v1/allocation/${id}/stop`, { ...call, body: {} }),

    /** Restarts one task, or all running ones; `all` also those that have ended (Nomad 1.4). */
    restart: (
      id: string,
      { task, all = false }: { task?: string; all?: boolean } = {},
      call: CallOptions = {},
    ) =>
      act(
        path`/v1/client/allocation/${id}/restart`,
        { ...(task === undefined ? {} : { TaskName: task }), ...(all ? { AllTasks: true } : {}) },
        call,
      ),

    /** Sends a signal such as `SIGUSR1` to one task, or to all running ones. */
    signal: (id: string, { task, signal }: { task?: string; signal: string }, call: CallOptions = {}) =>
      act(
        path`/v1/client/allocation/${id}/signal`,
        { Signal: signal, ...(task === undefined ? {} : { Task: task }) },
        call,
      ),

    /**
     * All of a task's log that the client still has, or its last bytes (https://developer.hashicorp.com/nomad/api-docs/client#stream-logs).
     * @throws NomadAnswerTooLargeError over 32 MiB
     */
    logs: (id: string, { task, type, last }: LogOptions & { last?: number }, call: CallOptions = {}) =>
      http.text('GET', path`/v1/client/fs/logs/${id}`, {
        ...call,
        query: { task, type, plain: true, ...(last === undefined ? {} : { origin: 'end', offset: last }) },
      }),

    /** The log from its start, or its end, and on as it grows. The caller destroys the stream, or aborts. */
    followLogs: (
      id: string,
      { task, type, origin }: LogOptions & { origin?: 'start' | 'end' },
      call: CallOptions = {},
    ): Promise<Readable> =>
      http.stream('GET', path`/v1/client/fs/logs/${id}`, {
        ...call,
        query: { task, type, plain: true, follow: true, origin },
        bodyTimeoutMs: 0,
      }),

    /** Files of the allocation; paths are relative to its folder, such as `alloc/data`. */
    fs: {
      list: (id: string, file: string, call: CallOptions = {}) =>
        get<FileInfo[]>(path`/v1/client/fs/ls/${id}`, call, { path: file }),
      /** @throws NomadApiError 404 for a missing file: asked of `stat`, since `cat` answers 200 with the error as text. */
      cat: async (id: string, file: string, call: CallOptions = {}) => {
        await get<FileInfo>(path`/v1/client/fs/stat/${id}`, call, { path: file });
        return await http.text('GET', path`/v1/client/fs/cat/${id}`, { ...call, query: { path: file } });
      },
      stat: (id: string, file: string, call: CallOptions = {}) =>
        get<FileInfo>(path`/v1/client/fs/stat/${id}`, call, { path: file }),
    },

    /** Runs a command in a running task. See `exec`. */
    exec: (id: string, options: Parameters<typeof exec>[2]) => exec(http, id, options),

    /** Runs a command in a running task and keeps the session open. See `openExec`. */
    openExec: (id: string, options: ExecSessionOptions) => openExec(http, id, options),

    /** Runs a script in a running task, and answers with all of its output. See `shell`. */
    shell: (id: string, options: ShellOptions) => shell(http, id, options),
  };
}
