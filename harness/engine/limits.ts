import { EnvironmentError } from '../errors.ts';
import { requireControllers } from './cgroups.ts';
import type { Engine } from './engine.ts';

type Kind = Pick<Engine, 'rootless' | 'podman' | 'cgroupVersion' | 'missingControllers' | 'host'>;

/** Which error the engine is, and why it cannot run node containers; undefined when nothing speaks against it. */
function nodeLimit({ podman, rootless, cgroupVersion }: Kind): [code: string, why: string] | undefined {
  if (podman) {
    const why =
      'it is Podman, whose exec, networks and cgroups of nested containers differ from those of Docker, which nodes are made for';
    return ['ENGINE_PODMAN', why];
  }
  if (!rootless) return undefined;
  const why =
    cgroupVersion === 1
      ? "rootless Docker on cgroup v1 has no cgroups to give: Nomad's exec driver and the node's own Docker engine need them"
      : 'rootless Docker lives in a user namespace: a node cannot make device nodes or shared mounts there, which block volumes, CSI staging and the exec driver need';
  return ['ENGINE_ROOTLESS', why];
}

/** @throws EnvironmentError ENGINE_PODMAN, ENGINE_ROOTLESS, ENGINE_CGROUPS when Nomad nodes cannot run in this engine */
export function requireNodes(engine: Kind): void {
  const limit = nodeLimit(engine);
  if (limit !== undefined) {
    const [code, why] = limit;
    throw new EnvironmentError(code, `the engine at ${engine.host} cannot run Nomad nodes: ${why}`, {
      next: 'use a rootful Docker engine: DOCKER_HOST=unix:///var/run/docker.sock, or run as root without DOCKER_HOST for a private one',
    });
  }
  requireControllers(engine, `the engine at ${engine.host}`);
}
