import { expect, test } from 'vitest';
import { claim, job, readGiven, volume } from './fake-files.ts';

/** The work of this thread alone: the machine may be busy. */
const timed = async (files: Record<string, string>) => {
  await readGiven(files);
  const before = process.threadCpuUsage();
  const answer = await readGiven(files);
  const { user, system } = process.threadCpuUsage(before);
  return { ...answer, ms: (user + system) / 1000 };
};

test('a job of 2,000 lines is read in under a second', async () => {
  const env = Array.from({ length: 2000 }, (_, at) => `        KEY_${at} = "value ${at}"`).join('\n');
  const { refused, ms } = await timed({ 'a.nomad.hcl': job('', `      env {\n${env}\n      }`) });
  expect(refused).toBe('');
  expect(ms).toBeLessThan(1000);
});

test('200 volumes are read in under a second, and a name of 250 bytes is one', async () => {
  const ids = Array.from({ length: 200 }, (_, at) => `orders-${at}`.padEnd(250, 'x'));
  const files = Object.fromEntries(ids.map((id, at) => [`${at}.volume.hcl`, volume(id)]));
  const { found, ms } = await timed({ 'a.nomad.hcl': job(claim(ids[7] ?? '')), ...files });
  expect(found?.volumes).toHaveLength(200);
  const { refused } = await readGiven({ ...files, 'a.nomad.hcl': job(claim('other')) });
  expect(refused).toMatch(/volume "other" .* and 195 more\)$/);
  expect(ms).toBeLessThan(1000);
});
