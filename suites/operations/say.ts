import { type Allocation, expect, type NomadClient } from '../../harness/index.ts';

/** Has the task of `operations/echo.nomad.hcl` say a line; returns when the task has read it. */
export async function say(nomad: NomadClient, { ID }: Allocation, line: string): Promise<void> {
  const script = 'cd "$NOMAD_ALLOC_DIR"; mkfifo say 2>/dev/null; echo "$0" > say';
  const command = ['sh', '-c', script, line];
  const said = await nomad.allocations.exec(ID, {
    task: 'echo',
    command,
    signal: AbortSignal.timeout(30_000),
  });
  expect(said).toMatchObject({ exitCode: 0 });
}
