import { expect, test } from 'vitest';
import { waysDue } from './anew.ts';

test('each job is planned and started anew, and what lasts is restarted', () => {
  const volumes = [{ id: 'v', writers: [{ job: 'w' }], readers: [{ job: 'r' }] }];
  const jobs = (way: string) => waysDue({ volumes }).flatMap((each) => (each.way === way ? [each.job] : []));
  const lasting = ['upgrade-service', 'upgrade-batch', 'upgrade-system'];
  expect(jobs('plan')).toEqual([...lasting, 'w', 'r', 'upgrade-periodic']);
  expect(jobs('restart')).toEqual(lasting);
  expect(jobs('start')).toEqual([...lasting, 'w', 'r']);
});
