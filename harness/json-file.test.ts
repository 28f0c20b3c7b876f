import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { parseJsonOf, readJsonFile } from './json-file.ts';
import { type TempFolder, tempFolder } from './temp-folder.ts';

let folder: TempFolder;
beforeAll(async () => {
  folder = await tempFolder('json');
});
afterAll(() => folder[Symbol.asyncDispose]());

const schema = z.object({ steps: z.array(z.object({ at: z.number() })) });

test('each mistake of a file is named with its place, and one that the user named is wrong input', () => {
  const file = join(folder.path, 'given.json');
  writeFileSync(file, '{"steps": [{"at": 1}, {"at": "2"}, {}]}');
  const as = { what: 'list', code: 'LIST_UNREADABLE' };
  const read = () => readJsonFile(file, { ...{ next: 'n', as, given: true }, parse: schema.parse });
  const place = (step: number) => `${file}: steps[${step}].at: Invalid input: expected number, received`;
  expect(read).toThrow(
    expect.objectContaining({
      ...{ code: 'LIST_UNREADABLE', exitCode: 2, message: `cannot read the list ${file}` },
      observed: `${place(1)} string\n${place(2)} undefined`,
    }),
  );
});

const numbers = (value: unknown) => {
  if (!Array.isArray(value)) throw new TypeError('it is no list');
  return value as number[];
};
const options = { next: 'run it again', parse: numbers };

test.each([
  ['whole.json', '[1, 2]', [1, 2]],
  ['cut.json', '[1, 2', /in JSON at position/],
  ['empty.json', '', /Unexpected end of JSON input/],
  ['other.json', '{}', /^it is no list$/],
  ['missing.json', undefined, /ENOENT/],
])('%s is read, or named with what is wrong with it', (name, text, outcome) => {
  const file = join(folder.path, name);
  if (text !== undefined) writeFileSync(file, text);
  const read = () => readJsonFile(file, options);
  if (Array.isArray(outcome)) return expect(read()).toEqual(outcome);
  const failure = {
    ...{ code: 'FILE_UNREADABLE', exitCode: 3, next: 'run it again' },
    ...{ message: expect.stringContaining(file), observed: expect.stringMatching(outcome) },
  };
  expect(read).toThrow(expect.objectContaining(failure));
  if (text !== undefined)
    expect(() => parseJsonOf(file, text, options)).toThrow(expect.objectContaining(failure));
});
