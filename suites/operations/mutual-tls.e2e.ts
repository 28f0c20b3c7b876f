import { expect, test } from '../../harness/index.ts';

test('under mutual TLS nobody is answered without a certificate of the authority', async ({
  cluster,
  nomad,
  scope,
}) => {
  scope.needsMachines('the certificates of a run');
  const { tlsFolder } = cluster.descriptor;
  scope.needs(tlsFolder !== undefined, 'the cluster is not under mutual TLS: nomad-e2e run --secure');
  const stranger = nomad.with({ tls: { caFile: `${tlsFolder}/ca.pem` } });
  scope.defer('close the client without a certificate', () => stranger[Symbol.asyncDispose]());
  await expect(stranger.status.leader()).rejects.toMatchObject({ code: 'NOMAD_UNREACHABLE' });

  const plain = nomad.with({ address: nomad.address.replace('https:', 'http:') });
  scope.defer('close the client without TLS', () => plain[Symbol.asyncDispose]());
  await expect(plain.status.leader()).rejects.toMatchObject({ status: 400 });

  expect(await nomad.status.leader()).toMatch(/:4647$/);
});
