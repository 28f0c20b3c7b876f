import { defined } from '../defined.ts';
import { UsageError } from '../errors.ts';
import type { NomadClientOptions, TlsOptions } from '../nomad/index.ts';

/** A cluster of somebody else, as the environment and the flags name it. */
export interface Target {
  address: string;
  token: string | undefined;
  tls: TlsOptions | undefined;
  region: string | undefined;
  namespace: string;
  /** A namespace was named, so jobs in others are none of our business. */
  ownNamespace: boolean;
  /** The pool that all jobs go to; Nomad's `default` unless given. */
  nodePool: string | undefined;
  /** Image that docker tasks run. */
  jobImage: string | undefined;
  /** Drivers may be started where the profile's plugin is not there, and beside it. */
  startDriver: boolean;
}

export interface TargetFlags {
  namespace?: string | undefined;
  nodePool?: string | undefined;
  jobImage?: string | undefined;
  startDriver?: boolean | undefined;
}

/**
 * The cluster that the stock CLI's variables name
 * (https://developer.hashicorp.com/nomad/docs/commands#environment-variables); flags come before them.
 * @throws UsageError ATTACH_ADDRESS when NOMAD_ADDR is not set
 */
export function targetOf(env: NodeJS.ProcessEnv, flags: TargetFlags): Target {
  const read = (name: string) => env[name] || undefined;
  const address = read('NOMAD_ADDR');
  if (address === undefined) {
    throw new UsageError('ATTACH_ADDRESS', 'NOMAD_ADDR is not set: --attach needs the address of a cluster', {
      next: 'export NOMAD_ADDR=https://<server>:4646, and NOMAD_TOKEN, NOMAD_CACERT and so on as for the nomad command',
    });
  }
  const namespace = flags.namespace ?? read('NOMAD_NAMESPACE');
  if (namespace === '*') {
    throw new UsageError('FLAG_INVALID', 'the namespace * cannot be used: jobs are put into one namespace', {
      next: 'npx nomad-e2e run --attach --namespace nomad-e2e',
    });
  }
  return {
    address,
    token: read('NOMAD_TOKEN'),
    tls: tlsOf(read),
    region: read('NOMAD_REGION'),
    namespace: namespace ?? 'default',
    ownNamespace: namespace !== undefined,
    nodePool: flags.nodePool ?? read('NOMAD_NODE_POOL'),
    jobImage: flags.jobImage,
    startDriver: flags.startDriver ?? false,
  };
}

function tlsOf(read: (name: string) => string | undefined): TlsOptions | undefined {
  const all = {
    caFile: read('NOMAD_CACERT'),
    certFile: read('NOMAD_CLIENT_CERT'),
    keyFile: read('NOMAD_CLIENT_KEY'),
    serverName: read('NOMAD_TLS_SERVER_NAME'),
    insecure: /^(1|t|true)$/i.test(read('NOMAD_SKIP_VERIFY') ?? '') || undefined,
  };
  const given = defined(all);
  return Object.keys(given).length === 0 ? undefined : given;
}

/** Options of a client for it. */
export function clientOptionsOf({ address, token, tls, region, namespace }: Target): NomadClientOptions {
  return { address, token, tls, region, namespace };
}
