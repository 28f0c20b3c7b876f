#!/usr/bin/env node
// Disposal (`await using`, AsyncDisposableStack) needs Node 24. A checkout brings it; the npm package runs on the user's own.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
// An older Node has not all of its names, and must get as far as the message.
import module from 'node:module';
import { constants } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const byUser = ['SIGINT', 'SIGTERM', 'SIGHUP'];

// As it was written or, in the npm package, compiled.
const written = new URL('./main.ts', import.meta.url);
const main = existsSync(written) ? written : new URL('../../dist/harness/cli/main.js', import.meta.url);
const fits = Number(process.versions.node.split('.')[0]) >= 24;
const brought = fits ? undefined : broughtNode();
if (fits) {
  // Half of a command's start is else spent on compiling the same files again.
  const { cacheFolder } = await import(new URL(`../cache-folder${extname(main.pathname)}`, main).href);
  module.enableCompileCache(join(cacheFolder(), 'compiled'));
  await import(main.href);
} else if (brought === undefined) {
  console.error(
    `NODE_TOO_OLD: nomad-e2e needs Node 24 or later, and this is ${process.versions.node}\nnext: run it with a newer Node`,
  );
  process.exitCode = 3;
} else {
  const child = spawn(brought, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit' });
  // This process must outlive the child to hand its exit code on. Ctrl-C reaches the child by itself, but what a CI sends to
  // one process does not; the child takes both for one.
  for (const name of byUser) process.on(name, () => child.kill(name));
  child.on('error', (error) => {
    console.error(`NODE_MISSING: the pinned Node 24 cannot be run: ${error.message}\nnext: npm ci`);
    process.exit(3);
  });
  child.on('exit', (code, signal) => process.exit(signal ? endedBy(signal) : (code ?? 3)));
}

/** The Node of the checkout's development dependencies; undefined where there is none. */
function broughtNode() {
  try {
    return join(module.createRequire(import.meta.url).resolve('node/package.json'), '..', 'bin', 'node');
  } catch {
    return undefined;
  }
}

/** The exit code for a child that a signal has ended, as a shell gives it; 130 where its user did. */
function endedBy(signal) {
  if (byUser.includes(signal)) return 130;
  console.error(
    `PROCESS_KILLED: nomad-e2e was ended by ${signal} and has removed nothing\nnext: npx nomad-e2e prune; after a SIGKILL that nobody sent, look for "Out of memory" in dmesg`,
  );
  return 128 + constants.signals[signal];
}
