import { type Allocation, expect, type NomadClient, withDeadline } from '../../harness/index.ts';

/** Has the task of `operations/echo.nomad.hcl` say a line; returns when the line is in the pipe that the task reads. */
export async function say(nomad: NomadClient, { ID }: Allocation, line: string): Promise<void> {
  const script = 'cd "$NOMAD_ALLOC_DIR"; mkfifo say 2>/dev/null; echo "$0" > say';
  const command = ['sh', '-c', script, line];
  const lastSeen = async () => JSON.stringify((await nomad.allocations.read(ID)).TaskStates?.echo);
  const said = await withDeadline(
    { what: `task echo that has its pipe open for "${line}"`, ms: 30_000, lastSeen },
    (signal) => nomad.allocations.exec(ID, { task: 'echo', command, signal }),
  );
  expect(said).toMatchObject({ exitCode: 0 });
}
