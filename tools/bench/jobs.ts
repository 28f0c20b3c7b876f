import { extname, join } from 'node:path';
import { sharedPluginId } from '../../harness/csi/index.ts';
import type { Job } from '../../harness/nomad/index.ts';

const fixture = join(import.meta.dirname, '..', '..', 'fixtures', 'csi-hostpath');

/** What Nomad writes in when it starts the task. */
const filledIn = (name: string) => `\${${name}}`;

/**
 * The CSI driver as a process on each bare client. Nomad's plugin supervisor looks for the socket in the client's data
 * folder; a raw_exec task has no mounts, so it is told that path.
 */
export function csiDriverJob(folder: string): Job {
  const main = join(fixture, `main${extname(import.meta.filename)}`);
  const socket = socketOf(folder, filledIn('node.unique.name'), filledIn('NOMAD_ALLOC_ID'));
  const args = [
    '--endpoint',
    `unix://${socket}`,
    '--node-id',
    filledIn('node.unique.id'),
    '--shared',
    join(folder, 'shared'),
  ];
  return jobOf('bench-driver', {
    type: 'system',
    task: {
      Driver: 'raw_exec',
      Config: { command: process.execPath, args: [main, ...args] },
      CSIPluginConfig: { ID: sharedPluginId, Type: 'monolith', MountDir: '/csi' },
      Resources: { CPU: 50, MemoryMB: 64 },
    },
  });
}

/** `state_dir` of a client. Short: the path of a socket below it has to fit into 107 bytes (unix(7)). */
export const stateFolder = (folder: string, client: string) => join(folder, client, 's');

/** Where Nomad looks for the socket of a plugin's allocation. */
export const socketOf = (folder: string, client: string, allocation: string) =>
  join(stateFolder(folder, client), 'csi', 'plugins', allocation, 'csi.sock');

/** A batch job that sleeps before its main task and in it. */
export function sleeper(id: string, { before, main }: { before: number; main: number }): Job {
  const Lifecycle = { Hook: 'prestart' };
  const Tasks = [{ ...sleep('before', before), Lifecycle }, sleep('main', main)];
  return jobOf(id, { type: 'batch', group: { Tasks } });
}

/** A batch job that holds a CSI volume for writing while it sleeps. */
export function holder(id: string, { volume, seconds }: { volume: string; seconds: number }): Job {
  const request = {
    ...{ Name: 'data', Type: 'csi', Source: volume },
    ...{ AccessMode: 'single-node-writer', AttachmentMode: 'file-system' },
  };
  // A raw_exec task has no mounts, so Nomad gives it no volume.
  const Tasks = [{ ...sleep('main', seconds), Driver: 'exec' }];
  return jobOf(id, { type: 'batch', group: { Tasks, Volumes: { data: request } } });
}

const sleep = (Name: string, seconds: number) => ({
  ...{ Name, Driver: 'raw_exec', Config: { command: '/bin/sleep', args: [seconds.toFixed(2)] } },
  Resources: { CPU: 10, MemoryMB: 16 },
});

/** A batch job of tasks that the mock driver keeps in the agent itself. */
export function mocked(id: string, { count, runFor }: { count: number; runFor: string }): Job {
  return jobOf(id, {
    type: 'batch',
    group: { Count: count, EphemeralDisk: { SizeMB: 10 } },
    task: {
      Driver: 'mock_driver',
      Config: { run_for: runFor },
      LogConfig: { Disabled: true, MaxFiles: 1, MaxFileSizeMB: 1 },
      Resources: { CPU: 1, MemoryMB: 10 },
    },
  });
}

function jobOf(id: string, { type, task, group = {} }: { type: string; task?: object; group?: object }): Job {
  const RestartPolicy = { Attempts: 0, Mode: 'fail' };
  const own = { Name: 'bench', RestartPolicy, Tasks: [{ Name: 'task', ...task }], ...group };
  return { ID: id, Name: id, Type: type, Datacenters: ['dc1'], TaskGroups: [own] } as Job;
}
