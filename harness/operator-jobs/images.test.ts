import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { obtainImages } from './images.ts';

const image = (reference: string, job: string) => ({ reference, job, task: 'main', place: `${job}.hcl:7` });
const source = {
  obtain: async (reference: string) => {
    if (reference.startsWith('gone')) throw new Error('no such host\nfor the registry');
    return `sha256:${reference}`;
  },
  archive: async () => Readable.from([]),
};

test('all missing images are named at once with the jobs that need them', async () => {
  const wanted = [
    image('gone:1', 'web'),
    image('here:1', 'web'),
    image('gone:1', 'db'),
    image('gone:2', 'db'),
  ];
  await expect(obtainImages(source, wanted)).rejects.toMatchObject({
    code: 'OWN_IMAGE_MISSING',
    exitCode: 3,
    message: [
      '2 images can neither be found nor pulled',
      'gone:1, for job web task main (web.hcl:7); job db task main (db.hcl:7): no such host for the registry',
      'gone:2, for job db task main (db.hcl:7): no such host for the registry',
    ].join('\n'),
  });
});

test('an image that two jobs name is obtained once', async () => {
  expect(await obtainImages(source, [image('here:1', 'web'), image('here:1', 'db')])).toEqual([
    { reference: 'here:1', name: 'here:1', id: 'sha256:here:1' },
  ]);
});
