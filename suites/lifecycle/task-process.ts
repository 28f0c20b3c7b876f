import {
  type Allocation,
  BehaviourError,
  type ClusterNode,
  type TaskProcess,
  taskProcesses,
} from '../../harness/index.ts';

/**
 * The task's first process. Reads the node, not the task: `alloc exec` would need the executor of the task, which is part of
 * what is under test.
 * @throws BehaviourError TASK_PROCESS_MISSING
 */
export async function taskProcess(
  node: ClusterNode,
  { ID }: Pick<Allocation, 'ID'>,
  task: string,
): Promise<TaskProcess> {
  const all = await taskProcesses(node);
  const found = all.get(`${ID}/${task}`);
  if (found) return found;
  const message = `no process of task ${task} of ${ID} on ${node.name}`;
  throw new BehaviourError('TASK_PROCESS_MISSING', message, { observed: [...all.keys()].join(', ') });
}
