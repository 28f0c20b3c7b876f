import { expect, test } from 'vitest';
import { olderOnes } from './outdated.ts';

test('of one kind and the same Nomad versions only the newest image is kept, and none without a name', () => {
  const image = (created: number, ...names: string[]) => ({ id: `${created}`, names, created, size: 1 });
  const images = [
    image(1, 'nomad-e2e/node:1.11.3-aaaaaaaaaaaa'),
    image(3, 'nomad-e2e/node:1.11.3-bbbbbbbbbbbb'),
    image(2, 'nomad-e2e/node:1.9.4-1.11.3-cccccccccccc'),
    image(4, 'nomad-e2e/job:dddddddddddd'),
    image(5),
  ];
  expect(olderOnes(images).map(({ id }) => id)).toEqual(['1', '5']);
});
