import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const chunkBytes = 1024 * 1024;

/** `until`: where the lines of the part that it was read with end in the file. */
interface FileLine {
  text: string;
  ended: boolean;
  until: number;
}

/**
 * The lines of a file behind its first `from` bytes, a part of the file in memory at a time. The last of them may have no end: its
 * writer was killed, or is still at it.
 */
export function* fileLines(file: string, from = 0): Generator<FileLine> {
  const descriptor = openSync(file, 'r');
  try {
    const chunk = Buffer.alloc(chunkBytes);
    const decoder = new StringDecoder('utf8');
    let rest = '';
    let until = from;
    for (let at = from; ; ) {
      const read = readSync(descriptor, chunk, 0, chunkBytes, at);
      if (read === 0) break;
      const end = chunk.subarray(0, read).lastIndexOf('\n') + 1;
      if (end > 0) until = at + end;
      at += read;
      const texts = (rest + decoder.write(chunk.subarray(0, read))).split('\n');
      rest = texts.pop() ?? '';
      for (const text of texts) yield { text, ended: true, until };
    }
    rest += decoder.end();
    if (rest !== '') yield { text: rest, ended: false, until };
  } finally {
    closeSync(descriptor);
  }
}
