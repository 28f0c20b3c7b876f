import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Dispatch, dispatchNeeds } from './dispatches.ts';
import { ground, noFlags } from './fake-files.ts';
import { summaryOf } from './files-summary.ts';
import { readFiles } from './operator-files.ts';

const block = (inside: string) => `job "resize" {\n  type = "batch"\n  ${inside}\n  group "a" {}\n}\n`;
const asks =
  'parameterized {\n    payload = "required"\n    meta_required = ["source"]\n    meta_optional = ["width"]\n  }';

/** The files with these flags, `<file>` being one that holds this payload. */
async function read(text: string, flags: { payloads?: string[]; metas?: string[] }, payload = 'p') {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'nomad-e2e-dispatch-'));
  const [job, file] = [join(folder.path, 'a.nomad.hcl'), join(folder.path, 'payload')];
  await writeFile(job, text);
  await writeFile(file, payload);
  const payloads = (flags.payloads ?? []).map((each) => each.replace('<file>', file));
  return await readFiles({ ...noFlags, ...flags, payloads, jobs: [job] }, ground);
}

test('a parameterized job is dispatched with what was given for it', async () => {
  const flags = { payloads: ['resize=<file>'], metas: ['resize.source=a=b.c', 'resize.width=3'] };
  const { dispatches, ...rest } = await read(block(asks), flags);
  expect(dispatches.get('resize')).toEqual({
    payload: Buffer.from('p'),
    meta: { source: 'a=b.c', width: '3' },
  });
  expect(summaryOf({ ...rest, dispatches }).notes).toEqual([]);
});

const required = { payload: 'required', meta_required: ['source'] };
const source = 'meta source (--dispatch-meta resize.source=<value>)';
test.each<[Dispatch | undefined, string[]]>([
  [undefined, ['a payload (--dispatch-payload resize=<file>)', source]],
  [{ payload: Buffer.from(''), meta: {} }, [source]],
  [{ payload: Buffer.from(''), meta: { source: '' } }, []],
])('what a dispatch still needs is named with its flag: %#', (dispatch, needs) => {
  expect(dispatchNeeds('resize', required, dispatch)).toEqual(needs);
});

test.each<[string, { payloads?: string[]; metas?: string[] }, string, string?]>([
  [block(asks), { metas: ['resize.colour=a'] }, 'job resize takes no meta colour at a dispatch'],
  [block(asks), { metas: ['other.source=a'] }, '--dispatch-meta other: no --job is a job "other"'],
  [block(''), { metas: ['resize.source=a'] }, '--dispatch-meta resize: job resize is not parameterized'],
  [block('parameterized {\n payload = "forbidden"\n }'), { payloads: ['resize=<file>'] }, 'takes no payload'],
  [block(asks), { payloads: ['resize=none'] }, 'cannot read the payload none'],
  [block(asks), { payloads: ['resize=<file>'] }, 'a payload of 16385 bytes', 'x'.repeat(16_385)],
])('what a job does not take is refused: %#', async (text, flags, message, payload) => {
  await expect(read(text, flags, payload)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining(message),
  });
});
