import type { NomadClient, Scope } from '../../harness/index.ts';

/** A client with a token of one policy, which is gone when the test ends. Rules: Nomad's ACL policy specification. */
export async function clientWith(
  rules: string,
  { nomad, scope }: { nomad: NomadClient; scope: Scope },
): Promise<NomadClient> {
  scope.needsCluster('management');
  const Name = scope.name(String(Math.random()).slice(2));
  const Rules = rules.replaceAll(own, nomad.http.namespace ?? 'default');
  // By this description `down --attach` knows it as ours, should this process be killed.
  await nomad.acl.putPolicy({ Name, Rules, Description: `nomad-e2e: ${Name}` });
  scope.defer(`delete policy ${Name}`, () => nomad.acl.deletePolicy(Name));
  const { SecretID, AccessorID } = await nomad.acl.createToken({ Name, Type: 'client', Policies: [Name] });
  scope.defer(`delete token ${Name}`, () => nomad.acl.deleteToken(AccessorID));
  const client = nomad.with({ token: SecretID });
  scope.defer('close the client of the token', () => client[Symbol.asyncDispose]());
  return client;
}

/** Stands for the namespace of the suites. */
const own = '‹own›';

/** A policy on the namespace of the suites with these capabilities and no others. */
export function capabilities(...names: string[]): string {
  return `namespace "${own}" { capabilities = ${JSON.stringify(names)} }`;
}
