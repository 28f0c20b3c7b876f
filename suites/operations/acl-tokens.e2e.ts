import { expect, test } from '../../harness/index.ts';

test('requests without a token, or with a deleted one, are refused', async ({ nomad, scope }) => {
  scope.needsCluster('management');
  const anonymous = nomad.with({ token: undefined });
  scope.defer('close the anonymous client', () => anonymous[Symbol.asyncDispose]());
  await expect(anonymous.nodes.list()).rejects.toMatchObject({ status: 403 });
  await expect(anonymous.jobs.read(scope.id)).rejects.toMatchObject({ status: 403 });

  const { AccessorID, SecretID } = await nomad.acl.createToken({ Name: scope.id, Type: 'management' });
  const operator = nomad.with({ token: SecretID });
  scope.defer('close the client of the token', () => operator[Symbol.asyncDispose]());
  expect(await operator.nodes.list()).not.toEqual([]);
  await nomad.acl.deleteToken(AccessorID);
  await expect(operator.nodes.list()).rejects.toMatchObject({ status: 403 });
});

test('an Enterprise agent has its audit log enabled', async ({ cluster, nomad, scope }) => {
  scope.needsCluster('management');
  const { config } = await nomad.agent.self();
  const { VersionMetadata = '' } = (config.Version ?? {}) as { VersionMetadata?: string };
  scope.needs(
    VersionMetadata.includes('ent'),
    `audit logs are of Nomad Enterprise only, and this is the open-source ${cluster.version}`,
  );
  expect(config).toMatchObject({ Audit: { Enabled: true } });
});
