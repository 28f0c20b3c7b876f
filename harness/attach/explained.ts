import { codeOf, EnvironmentError } from '../errors.ts';
import { NomadApiError, type NomadClient, NomadUnreachableError } from '../nomad/index.ts';
import type { Target } from './target.ts';

/** Why a cluster could not be reached, as its user can mend it; what is none of that comes back as it is. */
export async function explained(error: unknown, nomad: NomadClient, target: Target): Promise<unknown> {
  if (error instanceof NomadUnreachableError) return unreachable(error, target);
  if (!(error instanceof NomadApiError)) return error;
  const { status, body } = error;
  if (status === 400 && /HTTP request to an HTTPS server/.test(body)) return tlsTrouble(target, body, error);
  if (status === 403 || /ACL token (not found|expired)|signed token|UUID/i.test(body)) {
    return tokenTrouble(target, error);
  }
  if (/No path to region/.test(body)) return await regionTrouble(target, nomad, error);
  const { address } = target;
  return new EnvironmentError(
    'ATTACH_REFUSED',
    `${address} does not answer as Nomad does: ${error.message}`,
    {
      observed: body.trim().slice(0, 300),
      next: `curl ${address}/v1/status/leader`,
      cause: error,
    },
  );
}

function unreachable(error: NomadUnreachableError, target: Target): EnvironmentError {
  const { address } = target;
  const observed = error.observed ?? error.message;
  const isAway = /ENOTFOUND|ECONNREFUSED|EHOSTUNREACH|ETIMEDOUT|EAI_AGAIN|[Tt]imeout/.test(observed);
  // A server that asks for a certificate hangs up on who has none.
  const hungUp = address.startsWith('https:') && /other side closed|ECONNRESET|socket hang up/.test(observed);
  if (!isAway && (hungUp || tlsWords.test(`${observed} ${codesOf(error)}`))) {
    return tlsTrouble(target, observed, error);
  }
  return new EnvironmentError('ATTACH_UNREACHABLE', `no Nomad agent answers at ${address}`, {
    observed,
    next: `curl ${address}/v1/status/leader from here; NOMAD_ADDR is the address of a server's or a client's HTTP API`,
    cause: error,
  });
}

async function regionTrouble(
  { region }: Target,
  nomad: NomadClient,
  cause: unknown,
): Promise<EnvironmentError> {
  await using anywhere = nomad.with({ region: undefined });
  const known = await anywhere.status.regions().catch(() => []);
  return new EnvironmentError('ATTACH_REGION', `the cluster knows no region "${region}"`, {
    observed: `regions: ${known.join(', ')}`,
    next: `export NOMAD_REGION=${known[0] ?? 'global'}`,
    cause,
  });
}

/** What OpenSSL, Node and Go say of certificates, and of a side that speaks no TLS. */
const tlsWords = /certificate|\bssl|tls|_CERT_|ALTNAME|handshake|EPROTO|wrong version number/i;

/** The codes of an error and of all that is underneath. */
const codesOf = (error: unknown): string =>
  error instanceof Error ? `${codeOf(error) ?? ''} ${codesOf(error.cause)}` : '';

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
