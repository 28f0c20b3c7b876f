import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { tempFolder } from '../temp-folder.ts';
import { startGate } from './start-gate.ts';
import { runVitest, type SuiteResult, type SuiteRun } from './suites-process.ts';

/** Suites whose processes have loaded what they need, and wait to be told to begin. Disposing ends them. */
export interface PreparedSuites extends AsyncDisposable {
  /** Lets them begin. @throws as `runVitest` */
  run: () => Promise<SuiteResult>;
}

/**
 * Starts vitest ahead of its time: loading the harness takes as long as half of the suites, and can go on while Nomad is waited for.
 */
export async function prepareVitest(run: SuiteRun): Promise<PreparedSuites> {
  const gate = await closedGate();
  const unused = new AbortController();
  const signal = AbortSignal.any([run.signal, unused.signal]);
  const ended = runVitest({ ...run, env: { ...run.env, [startGate]: gate.path }, signal });
  const settled = ended.then(
    () => undefined,
    () => undefined,
  );
  return {
    run: () => {
      gate.open();
      return ended;
    },
    async [Symbol.asyncDispose]() {
      unused.abort(new Error('the suites were prepared and not needed'));
      await settled;
      await gate[Symbol.asyncDispose]();
    },
  };
}

/** A socket whose connections are held until it is opened, and then ended at once. */
export async function closedGate() {
  const folder = await tempFolder('gate');
  const path = join(folder.path, 'gate');
  const held = new Set<Socket>();
  let isOpen = false;
  const server = createServer((socket) => {
    // One that is killed while it waits is nobody's trouble.
    socket.on('error', () => undefined);
    if (isOpen) socket.end();
    else held.add(socket);
  }).listen(path);
  await once(server, 'listening');
  const open = () => {
    isOpen = true;
    for (const socket of held) socket.end();
    held.clear();
  };
  return {
    path,
    open,
    async [Symbol.asyncDispose]() {
      open();
      server.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}
