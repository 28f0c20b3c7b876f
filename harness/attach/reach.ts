import { EnvironmentError, UsageError } from '../errors.ts';
import { type AclToken, NomadApiError, type NomadClient, NomadUnreachableError } from '../nomad/index.ts';
import type { Target } from './target.ts';

/** Who the token is to Nomad; `off` where the ACL system is. */
export type Identity = AclToken | 'off';

/**
 * Asks the cluster who we are, so that a wrong address, wrong certificates and a wrong token end in one clear message each.
 * @throws EnvironmentError ATTACH_UNREACHABLE, ATTACH_TLS, ATTACH_TOKEN, ATTACH_REGION, ATTACH_REFUSED
 * @throws UsageError ATTACH_NAMESPACE for a namespace that there is not
 */
export async function reach(nomad: NomadClient, target: Target): Promise<Identity> {
  try {
    await nomad.status.leader();
    const identity = await identityOf(nomad);
    await requireNamespace(nomad, target);
    return identity;
  } catch (error) {
    throw await explained(error, nomad, target);
  }
}

async function identityOf(nomad: NomadClient): Promise<Identity> {
  try {
    return await nomad.acl.self();
  } catch (error) {
    if (error instanceof NomadApiError && /ACL support disabled/.test(error.body)) return 'off';
    throw error;
  }
}

async function requireNamespace(nomad: NomadClient, target: Target): Promise<void> {
  const { namespace } = target;
  try {
    await nomad.namespaces.read(namespace);
  } catch (error) {
    // A token without a rule for it is told no more than that.
    const unknown = error instanceof NomadApiError && (error.status === 404 || error.status === 403);
    if (!unknown) throw error;
    // Without a token one is the anonymous one, which Nomad knows, and which mostly may do nothing.
    if (error.status === 403 && target.token === undefined) throw error;
    const known = await nomad.namespaces.list().catch(() => []);
    throw new UsageError(
      'ATTACH_NAMESPACE',
      error.status === 404
        ? `there is no namespace "${namespace}"`
        : `the token has no rule for the namespace "${namespace}", if there is one`,
      {
        observed: `namespaces that the token sees: ${known.map(({ Name }) => Name).join(', ') || 'none'}`,
        next:
          error.status === 403 && known[0]
            ? `npx nomad-e2e run --attach --namespace ${known[0].Name}`
            : `nomad namespace apply ${namespace}`,
        cause: error,
      },
    );
  }
}

async function explained(error: unknown, nomad: NomadClient, target: Target): Promise<unknown> {
  const { address } = target;
  if (error instanceof NomadUnreachableError) {
    const observed = error.observed ?? error.message;
    // A server that asks for a certificate hangs up on who has none.
    const hungUp =
      address.startsWith('https:') && /other side closed|ECONNRESET|socket hang up/.test(observed);
    if (!hungUp && !tlsWords.test(`${observed} ${codeOf(error)}`)) {
      return new EnvironmentError('ATTACH_UNREACHABLE', `no Nomad agent answers at ${address}`, {
        observed,
        next: `curl ${address}/v1/status/leader from here; NOMAD_ADDR is the address of a server's or a client's HTTP API`,
        cause: error,
      });
    }
    return tlsTrouble(target, observed, error);
  }
  if (!(error instanceof NomadApiError)) return error;
  if (error.status === 400 && /HTTP request to an HTTPS server/.test(error.body)) {
    return tlsTrouble(target, error.body.trim(), error);
  }
  if (error.status === 403 || /ACL token (not found|expired)|signed token|UUID/i.test(error.body)) {
    return tokenTrouble(target, error);
  }
  if (/No path to region/.test(error.body)) {
    const known = await nomad.with({ region: undefined }).status.regions();
    return new EnvironmentError('ATTACH_REGION', `the cluster knows no region "${target.region}"`, {
      observed: `regions: ${known.join(', ')}`,
      next: `export NOMAD_REGION=${known[0] ?? 'global'}`,
      cause: error,
    });
  }
  return new EnvironmentError(
    'ATTACH_REFUSED',
    `${address} does not answer as Nomad does: ${error.message}`,
    {
      observed: error.body.trim().slice(0, 300),
      next: `curl ${address}/v1/status/leader`,
      cause: error,
    },
  );
}

/** What OpenSSL, Node and Go say of certificates, and of a side that speaks no TLS. */
const tlsWords = /certificate|\bssl|tls|_CERT_|ALTNAME|handshake|EPROTO|wrong version number/i;

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const own = 'code' in error && error.code !== 'NOMAD_UNREACHABLE' ? String(error.code) : '';
  return `${own} ${codeOf(error.cause)}`;
}

function tlsTrouble({ address, tls }: Target, observed: string, cause: unknown): EnvironmentError {
  const files = {
    NOMAD_CACERT: tls?.caFile,
    NOMAD_CLIENT_CERT: tls?.certFile,
    NOMAD_CLIENT_KEY: tls?.keyFile,
  };
  const given = Object.entries(files).map(([name, file]) => `${name} is ${file ?? 'not set'}`);
  return new EnvironmentError('ATTACH_TLS', `no TLS connection to ${address}`, {
    observed: `${observed.trim()}\n${given.join(', ')}`,
    next: address.startsWith('http:')
      ? `export NOMAD_ADDR=${address.replace('http:', 'https:')}`
      : 'set these variables to the files of the cluster; NOMAD_TLS_SERVER_NAME=server.<region>.nomad where its certificate has another name',
    cause,
  });
}

function tokenTrouble({ token }: Target, error: NomadApiError): EnvironmentError {
  const what =
    token === undefined
      ? 'NOMAD_TOKEN is not set, and the cluster asks for one'
      : 'the cluster does not know the token of NOMAD_TOKEN';
  return new EnvironmentError('ATTACH_TOKEN', what, {
    observed: error.body.trim(),
    next: 'nomad acl token create -name nomad-e2e -policy nomad-e2e; docs/attach.md has the policy',
    cause: error,
  });
}
