import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const chunkBytes = 1024 * 1024;

/**
 * The lines of a file behind its first `from` bytes, a part of the file in memory at a time. The last of them may have no end: its
 * writer was killed, or is still at it.
 */
export function* fileLines(file: string, from = 0): Generator<{ text: string; ended: boolean }> {
  const descriptor = openSync(file, 'r');
  try {
    const chunk = Buffer.alloc(chunkBytes);
    const decoder = new StringDecoder('utf8');
    let rest = '';
    for (let at = from; ; ) {
      const read = readSync(descriptor, chunk, 0, chunkBytes, at);
      if (read === 0) break;
      at += read;
      const texts = (rest + decoder.write(chunk.subarray(0, read))).split('\n');
      rest = texts.pop() ?? '';
      for (const text of texts) yield { text, ended: true };
    }
    rest += decoder.end();
    if (rest !== '') yield { text: rest, ended: false };
  } finally {
    closeSync(descriptor);
  }
}
