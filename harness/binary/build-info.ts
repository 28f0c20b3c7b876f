import { open } from 'node:fs/promises';

const api = 'github.com/hashicorp/nomad/api';
/** A line of what Go writes into each program: https://pkg.go.dev/runtime/debug#BuildInfo.String */
const mark = Buffer.from(`dep\t${api}\t`);
const lineBytes = 256;
const chunkBytes = 2 ** 20;

/**
 * The version of the `api` module that a Go program was compiled with, by what Go wrote into it; undefined where it does not say,
 * or where the module is the folder beside Nomad's source, as in official builds.
 */
export async function apiVersionIn(file: string, signal: AbortSignal): Promise<string | undefined> {
  await using handle = await open(file);
  // Two chunks at a time, so that a line over the border of two is whole in one look.
  let kept = Buffer.alloc(0);
  for (let at = 0; ; at += chunkBytes) {
    signal.throwIfAborted();
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(chunkBytes), 0, chunkBytes, at);
    const look = Buffer.concat([kept, buffer.subarray(0, bytesRead)]);
    const found = look.indexOf(mark);
    const isWhole = found >= 0 && (look.length - found > lineBytes || bytesRead < chunkBytes);
    if (isWhole) return versionAt(look.toString('latin1', found + mark.length, found + lineBytes));
    if (bytesRead === 0) return undefined;
    kept = look.subarray(Math.max(0, found >= 0 ? found : look.length - mark.length));
  }
}

/** `v1.2.3<tab>h1:…`, and where another module or a folder takes its place a line `=>` after it. */
function versionAt(text: string): string | undefined {
  const [, version, next] = /^(v[^\t\n]+)[^\n]*\n?(=>)?/.exec(text) ?? [];
  return next === undefined ? version : undefined;
}
