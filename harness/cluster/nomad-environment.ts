import { clientTls } from './certificates.ts';
import type { StartedNomadCluster } from './cluster.ts';

/** What the stock `nomad` command reads: https://developer.hashicorp.com/nomad/docs/commands#environment-variables */
export function nomadEnvironment({
  nomad: { address },
  descriptor: { token = '', tlsFolder },
}: Pick<StartedNomadCluster, 'nomad' | 'descriptor'>): Record<string, string> {
  const own = { NOMAD_ADDR: address, NOMAD_TOKEN: token };
  if (tlsFolder === undefined) return own;
  const { caFile, certFile, keyFile } = clientTls(tlsFolder);
  return { ...own, NOMAD_CACERT: caFile, NOMAD_CLIENT_CERT: certFile, NOMAD_CLIENT_KEY: keyFile };
}
