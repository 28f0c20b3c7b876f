import type { JobType } from '../../evidence/index.ts';
import type { Job } from '../../nomad/index.ts';

interface SmallJob {
  type: JobType;
  /** Of its one task; raw_exec unless given. */
  driver?: 'exec';
  /** It ends at once, unless given. */
  command?: readonly string[];
  /** It has a group for each of these clients, else one group anywhere. */
  clients?: readonly string[];
}

/** Of a task that goes on until it is stopped. */
export const lasting: readonly string[] = [
  '/bin/sh',
  '-c',
  "trap 'exit 0' TERM; while :; do sleep 0.2; done",
];

/** A job of one task that takes next to nothing. A task that ends is not started again. */
export function smallJob(id: string, { type, driver, command = ['/bin/true'], clients = [] }: SmallJob): Job {
  const [program, ...args] = command;
  const task = {
    Name: 'place',
    Driver: driver ?? 'raw_exec',
    Config: { command: program, ...(args.length > 0 && { args }) },
    Resources: { CPU: 10, MemoryMB: driver === 'exec' ? 32 : 10 },
  };
  const group = (Name: string, client?: string) => ({
    Name,
    Count: 1,
    Tasks: [task],
    RestartPolicy: { Attempts: 0, Mode: 'fail' as const },
    ...(client && {
      Constraints: [{ LTarget: '$' + '{node.unique.name}', RTarget: client, Operand: '=' }],
    }),
  });
  const groups = clients.length > 0 ? clients.map((client) => group(client, client)) : [group('place')];
  return { ID: id, Name: id, Type: type, Datacenters: ['*'], TaskGroups: groups };
}
