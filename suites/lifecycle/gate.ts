import {
  type Allocation,
  BehaviourError,
  expect,
  type NomadClient,
  withDeadline,
} from '../../harness/index.ts';

/** Ended by itself, or killed together with a task that ended as soon as it had read the word. */
const wordTaken = [0, 137];

/**
 * Lets a task go on that reads the pipe `gate` of its allocation. Returns when the task has taken the word,
 * because a pipe blocks its writer until somebody reads. A task that then ends at once may take its executor, and the
 * answer of this exec, with it: what the test asserts next shows whether the word was taken.
 */
export async function openGate(nomad: NomadClient, allocation: Allocation, task: string, word = 'go') {
  const script = 'cd "$NOMAD_ALLOC_DIR"; mkfifo gate 2>/dev/null; echo "$0" > gate';
  const lastSeen = async () =>
    JSON.stringify((await nomad.allocations.read(allocation.ID)).TaskStates?.[task]);
  const limit = { what: `task ${task} that reads "${word}" from its gate`, ms: 30_000, lastSeen };
  const command = ['sh', '-c', script, word];
  try {
    const result = await withDeadline(limit, (signal) =>
      nomad.allocations.exec(allocation.ID, { task, command, signal }),
    );
    expect(wordTaken, `writing "${word}" to the gate of ${task}: ${result.stderr}`).toContain(
      result.exitCode,
    );
  } catch (error) {
    const gone = error instanceof BehaviourError && error.message.endsWith('plugin is shut down');
    if (!gone) throw error;
  }
}
