/** What every node of a rehearsal's cluster is and has; `harness/cluster` configures its agents so. */
export const nodes = {
  region: 'global',
  datacenter: 'dc1',
  pool: 'default',
  /** `mock_driver` is only in binaries that were built from source. */
  drivers: ['docker', 'exec', 'raw_exec'],
  hostVolume: 'e2e',
  /** The only key in `meta` of a client. */
  meta: 'e2e_name',
};
