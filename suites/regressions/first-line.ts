import { deadline, lines, type NomadClient } from '../../harness/index.ts';

/** The first line of a task's standard output, or why there is none within ten seconds. */
export async function firstLine(nomad: NomadClient, allocationId: string, task: string): Promise<string> {
  const signal = deadline({ what: `line of task ${task}`, ms: 10_000 });
  try {
    const body = await nomad.allocations.followLogs(allocationId, { task, type: 'stdout' }, { signal });
    for await (const line of lines(body)) return line;
    return 'no line';
  } catch (error) {
    return `no line: ${error instanceof Error ? error.message : error}`;
  }
}
