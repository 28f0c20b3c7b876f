import type { NomadClient, Scope } from '../../harness/index.ts';

/** A client with a token of one policy, which is gone when the test ends. Rules: Nomad's ACL policy specification. */
export async function clientWith(
  rules: string,
  { nomad, scope }: { nomad: NomadClient; scope: Scope },
): Promise<NomadClient> {
  const Name = scope.name(String(Math.random()).slice(2));
  await nomad.acl.putPolicy({ Name, Rules: rules });
  scope.defer(`delete policy ${Name}`, () => nomad.acl.deletePolicy(Name));
  const { SecretID, AccessorID } = await nomad.acl.createToken({ Name, Type: 'client', Policies: [Name] });
  scope.defer(`delete token ${Name}`, () => nomad.acl.deleteToken(AccessorID));
  const client = nomad.with({ token: SecretID });
  scope.defer('close the client of the token', () => client[Symbol.asyncDispose]());
  return client;
}

/** A policy on the default namespace with these capabilities and no others. */
export function capabilities(...names: string[]): string {
  return `namespace "default" { capabilities = ${JSON.stringify(names)} }`;
}
