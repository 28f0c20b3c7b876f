#!/usr/bin/env node
// The host's Node may be too old for this program; the one that npm installed for this package is not.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// As it was written or, in the npm package, compiled.
const written = new URL('./main.ts', import.meta.url);
const main = existsSync(written) ? written : new URL('../../dist/harness/cli/main.js', import.meta.url);
if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import(main.href);
} else {
  const node = join(createRequire(import.meta.url).resolve('node/package.json'), '..', 'bin', 'node');
  const child = spawn(node, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit' });
  // This process must outlive the child to hand its exit code on. Ctrl-C reaches the child by itself, but what a CI sends to
  // one process does not; the child takes both for one.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name));
  child.on('error', (error) => {
    console.error(`NODE_MISSING: the pinned Node 24 cannot be run: ${error.message}\nnext: npm ci`);
    process.exit(3);
  });
  child.on('exit', (code, signal) => process.exit(signal ? 130 : (code ?? 1)));
}
