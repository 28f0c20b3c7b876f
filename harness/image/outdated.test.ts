import { expect, test } from 'vitest';
import type { Engine } from '../engine/index.ts';
import { olderOnes, outdatedImages } from './outdated.ts';

test('of one kind, engine and Nomad versions only the newest image is kept, and none without a name', () => {
  const image = (created: number, ...names: string[]) => ({ id: `${created}`, names, created, size: 1 });
  const images = [
    image(1, 'nomad-e2e/node-trixie:1.11.3-aaaaaaaaaaaa'),
    image(3, 'nomad-e2e/node-trixie:1.11.3-bbbbbbbbbbbb'),
    image(2, 'nomad-e2e/node-trixie:1.9.4-1.11.3-cccccccccccc'),
    image(4, 'nomad-e2e/job-trixie:dddddddddddd'),
    image(1, 'nomad-e2e/job-bookworm:eeeeeeeeeeee'),
    image(5),
    image(6, 'nomad-e2e/node-docker-28.5.2:1.11.3-ffffffffffff'),
  ];
  expect(olderOnes(images).map(({ id }) => id)).toEqual(['1', '5']);
});

test('what a user has built from ours stays, whatever else is removed', async () => {
  const mine = 'registry.example/my-driver';
  const listed = (Id: string, RepoTags: string[] | null, RepoDigests: string[] = []) => ({
    ...{ Id, RepoTags, RepoDigests, Created: 1, Size: 1 },
  });
  const images = [
    listed('ours', ['nomad-e2e/job:0123456789ab']),
    listed('replaced', ['<none>:<none>'], ['<none>@<none>']),
    listed('tagged', [`${mine}:2`]),
    listed('also ours', ['nomad-e2e/job:0123456789ab', `${mine}:3`]),
    listed('by digest', null, [`${mine}@sha256:0123`]),
  ];
  const engine = { docker: { listImages: async () => images } } as unknown as Pick<Engine, 'docker'>;
  const ids = async (all: boolean) => {
    const { outdated, ofUsers } = await outdatedImages(engine, all);
    return { outdated: outdated.map(({ id }) => id), ofUsers: ofUsers.map(({ id }) => id) };
  };
  const ofUsers = ['tagged', 'also ours', 'by digest'];
  expect(await ids(true)).toEqual({ outdated: ['ours', 'replaced'], ofUsers });
  expect(await ids(false)).toEqual({ outdated: ['replaced'], ofUsers });
});
