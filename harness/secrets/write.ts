import { appendFile, writeFile } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { withoutSecrets } from './redact.ts';

/** Writes a file that anyone may read, such as one of a run's folder: text, or JSON of anything else, without secrets. */
export async function writeClean(file: string, content: unknown): Promise<void> {
  await writeFile(file, cleanTextOf(content));
}

/** As `writeClean`, at the end of a file. */
export async function appendClean(file: string, content: string): Promise<void> {
  await appendFile(file, cleanTextOf(content));
}

function cleanTextOf(content: unknown): string {
  const clean = withoutSecrets(content);
  return typeof clean === 'string' ? clean : `${JSON.stringify(clean, null, 2)}\n`;
}

/** A stream of lines without secrets. */
export function cleanLines(): Transform {
  const decoder = new StringDecoder('utf8');
  // Of a line that has not ended: put together once, however many chunks it comes in.
  let open: string[] = [];
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const text = decoder.write(chunk);
      const end = text.lastIndexOf('\n') + 1;
      if (end === 0) {
        open.push(text);
        return done();
      }
      const lines = open.join('') + text.slice(0, end);
      open = [text.slice(end)];
      done(null, withoutSecrets(lines));
    },
    flush(done) {
      done(null, withoutSecrets(open.join('') + decoder.end()));
    },
  });
}
