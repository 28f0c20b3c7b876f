import { type Allocation, BehaviourError, type ClusterNode } from '../../harness/index.ts';

/** The first process of a task, as its node sees it. */
export interface TaskProcess {
  pid: number;
  /** In clock ticks since the kernel started: field 22 of `/proc/<pid>/stat` (man 5 proc). */
  start: number;
}

/**
 * Finds the task's oldest process by the environment that Nomad gave it. Reads the node, not the task: `alloc exec`
 * would need the executor of the task, which is part of what is under test.
 * @throws BehaviourError TASK_PROCESS_MISSING
 */
export async function taskProcess(
  node: ClusterNode,
  allocation: Pick<Allocation, 'ID'>,
  task: string,
): Promise<TaskProcess> {
  const script = `for p in /proc/[0-9]*; do
    tr '\\0' '\\n' < $p/environ 2>/dev/null | grep -c -x -e "NOMAD_ALLOC_ID=$0" -e "NOMAD_TASK_NAME=$1" | grep -q 2 &&
      sed 's/^[0-9]* (.*) //' $p/stat | awk -v p="\${p#/proc/}" '{ print p, $20 }'
  done; true`;
  const { stdout } = await node.exec(['sh', '-c', script, allocation.ID, task]);
  const processes = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number));
  const [oldest] = processes.sort(([, a = 0], [, b = 0]) => a - b);
  const [pid, start] = oldest ?? [];
  if (!pid || !start) {
    const message = `no process of task ${task} of ${allocation.ID} on ${node.name}`;
    throw new BehaviourError('TASK_PROCESS_MISSING', message, { observed: stdout });
  }
  return { pid, start };
}
