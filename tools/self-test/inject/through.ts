import type { Defect } from '../defect.ts';
import { type PathTrouble, troubledPath } from '../path/proxy.ts';

/** The suites reach Nomad's HTTP API by a path with trouble on it. */
export function through(trouble: PathTrouble): Defect['inject'] {
  return async ({ cluster, prefix, access }) => {
    const path = await troubledPath(cluster.nomad.address, trouble);
    const { nodes, ...rest } = cluster.descriptor;
    const moved = nodes.map((node) =>
      node.nomadAddress === cluster.nomad.address ? { ...node, nomadAddress: path.address } : node,
    );
    const file = await access.write(`${prefix}cluster.json`, JSON.stringify({ ...rest, nodes: moved }));
    return {
      env: { NOMAD_E2E_CLUSTER: file },
      met: () => Promise.resolve(path.met()),
      [Symbol.asyncDispose]: () => path[Symbol.asyncDispose](),
    };
  };
}
