import { type ClusterNode, nodePaths } from '../cluster/index.ts';
import { withDeadline } from '../deadline.ts';
import { BehaviourError } from '../errors.ts';
import type { Allocation, NomadClient } from '../nomad/index.ts';

const readWithinMs = 30_000;

/** Ended by itself, or killed together with a task that ended as soon as it had read its line. */
const lineRead = [0, 137];

type Run = (
  command: string[],
  call: { signal: AbortSignal },
) => Promise<{ exitCode: number; stderr: string }>;

interface Line {
  /** A named pipe in the folder that the allocation's tasks share. */
  pipe: string;
  line: string;
  /** Who reads it, for errors. */
  reader: string;
  lastSeen: () => Promise<string>;
  exitCodes: readonly number[];
}

/** The folder that an allocation's tasks share, as its node sees it. */
export const sharedFolder = ({ ID }: { ID: string }): string => `${nodePaths.allocation(ID)}/alloc`;

/**
 * Lets a task go on that reads a line from the pipe `gate`. Returns when the task has it. A task that then ends at once may take its
 * executor, and the answer of this command, with it: what the test asserts next shows whether the line was read.
 * @throws BehaviourError GATE_NOT_OPENED; WAIT_TIMEOUT when nobody reads within 30 s
 */
export async function openGate(
  nomad: NomadClient,
  allocation: Allocation,
  task: string,
  line = 'go',
): Promise<void> {
  await writeInTask(nomad, allocation, { task, pipe: 'gate', line, exitCodes: lineRead }).catch(
    (error: unknown) => {
      const gone = error instanceof BehaviourError && error.message.endsWith('plugin is shut down');
      if (!gone) throw error;
    },
  );
}

/**
 * Has a task that goes on read a line from the pipe `say`.
 * @throws BehaviourError GATE_NOT_OPENED; WAIT_TIMEOUT when nobody reads within 30 s
 */
export async function say(
  nomad: NomadClient,
  allocation: Allocation,
  task: string,
  line: string,
): Promise<void> {
  await writeInTask(nomad, allocation, { task, pipe: 'say', line, exitCodes: [0] });
}

/**
 * `openGate` from the node, for a task whose agent may not answer.
 * @throws BehaviourError GATE_NOT_OPENED; WAIT_TIMEOUT when nobody reads within 30 s
 */
export async function openGateOnNode(
  node: ClusterNode,
  allocation: { ID: string },
  line: string,
): Promise<void> {
  const folder = sharedFolder(allocation);
  const reader = `a task of ${allocation.ID} on ${node.name}`;
  const lastSeen = () => node.shell(`ls -l ${folder} ${folder}/data`);
  await write({ pipe: `${folder}/gate`, line, reader, lastSeen, exitCodes: [0] }, (command, call) =>
    node.exec(command, call),
  );
}

async function writeInTask(
  nomad: NomadClient,
  { ID }: Allocation,
  { task, pipe, ...more }: Pick<Line, 'pipe' | 'line' | 'exitCodes'> & { task: string },
): Promise<void> {
  const lastSeen = async () => JSON.stringify((await nomad.allocations.read(ID)).TaskStates?.[task]);
  await write(
    { pipe: `$NOMAD_ALLOC_DIR/${pipe}`, reader: `task ${task} of ${ID}`, lastSeen, ...more },
    (command, call) => nomad.allocations.exec(ID, { task, command, ...call }),
  );
}

/**
 * Writes a line into a pipe, which blocks until somebody reads. A task that reads several has the pipe open for both, or opens it
 * until there is a line (`jobs/operations/echo.nomad.hcl`, `jobs/lifecycle/restarts.nomad.hcl`): opened for each line, a pipe may
 * end with the writer of the line before.
 */
async function write({ pipe, line, reader, lastSeen, exitCodes }: Line, run: Run): Promise<void> {
  const script = `mkfifo "${pipe}" 2>/dev/null; echo "$0" > "${pipe}"`;
  const limit = { what: `read of "${line}" by ${reader}`, ms: readWithinMs, lastSeen };
  const { exitCode, stderr } = await withDeadline(limit, (signal) =>
    run(['sh', '-c', script, line], { signal }),
  );
  if (exitCodes.includes(exitCode)) return;
  throw new BehaviourError('GATE_NOT_OPENED', `cannot write "${line}" into ${pipe} for ${reader}`, {
    observed: `exit code ${exitCode}, stderr "${stderr}"`,
  });
}
