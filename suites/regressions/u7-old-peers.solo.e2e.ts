import { expect, lead, replaceAgent, test } from '../../harness/index.ts';

const refusal = (error: Error) => error.message.replace(/^.* answered \d+: /s, '');

// nomad#27763: a server of 1.11 did not hear that the others had been replaced, and renewed no client's identity as the leader.
test('after an upgrade in place each server gives out client introduction tokens when it leads', async ({
  cluster,
  nomad,
  scope,
  skip,
}) => {
  const { upgradeTo, servers } = cluster;
  if (upgradeTo === undefined)
    return skip('needs a second version: npx nomad-e2e regression U7 --nomad-version <x.y.z>');
  for (const server of servers) await replaceAgent(cluster, server, upgradeTo, scope);

  const answers: string[] = [];
  for (const server of servers) {
    await lead(cluster, server, scope.signal);
    answers.push(await nomad.acl.introductionToken().then(({ JWT }) => (JWT ? 'a token' : 'none'), refusal));
  }
  scope.knownBug('U7', () => expect(answers).toEqual(servers.map(() => 'a token')));
});
