import { EnvironmentError } from '../errors.ts';
import { requireControllers } from './cgroups.ts';
import type { Engine } from './engine.ts';

type Kind = Pick<Engine, 'rootless' | 'podman' | 'cgroupVersion' | 'missingControllers' | 'host'>;

/** Why the engine cannot run node containers; undefined when nothing speaks against it. */
export function nodeLimit(engine: Kind): string | undefined {
  const name = engine.podman ? 'Podman' : 'Docker';
  if (!engine.rootless) return undefined;
  if (engine.cgroupVersion === 1) {
    return `rootless ${name} on cgroup v1 has no cgroups to give: Nomad's exec driver and the node's own Docker engine need them`;
  }
  return `rootless ${name} lives in a user namespace: a node cannot make device nodes or shared mounts there, which block volumes, CSI staging and the exec driver need`;
}

/** What is not known to work, as one line for the user; undefined for an engine that is tested. */
export function nodeWarning(engine: Kind): string | undefined {
  if (engine.podman)
    return 'Podman is not tested: networks, volumes and nested engines may differ from Docker';
  return undefined;
}

/** @throws EnvironmentError ENGINE_ROOTLESS, ENGINE_CGROUPS when Nomad nodes cannot run in this engine */
export function requireNodes(engine: Kind): void {
  const why = nodeLimit(engine);
  if (why !== undefined) {
    throw new EnvironmentError(
      'ENGINE_ROOTLESS',
      `the engine at ${engine.host} cannot run Nomad nodes: ${why}`,
      {
        next: 'use a rootful engine: DOCKER_HOST=unix:///var/run/docker.sock, or run as root without DOCKER_HOST for a private one',
      },
    );
  }
  requireControllers(engine, `the engine at ${engine.host}`);
}
