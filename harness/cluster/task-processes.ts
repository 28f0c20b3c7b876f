import type { ClusterNode } from './node.ts';

/** The first process of a task, as its node sees it. */
export interface TaskProcess {
  pid: number;
  /** In clock ticks since the kernel started: field 22 of `/proc/<pid>/stat` (man 5 proc). */
  start: number;
}

/**
 * The first process of each task on a node, by `<allocation id>/<task>`. Read from the node's process table by the
 * environment that Nomad gives a task, so one way serves all drivers, and neither agent nor executor has to answer.
 */
export async function taskProcesses(node: ClusterNode): Promise<Map<string, TaskProcess>> {
  const script = `for p in /proc/[0-9]*; do
    ids=$(tr '\\0' '\\n' < $p/environ 2>/dev/null | sed -n -e 's/^NOMAD_ALLOC_ID=/A /p' -e 's/^NOMAD_TASK_NAME=/T /p' | sort | cut -d' ' -f2 | tr '\\n' ' ')
    [ -z "$ids" ] || sed 's/^[0-9]* (.*) //' $p/stat 2>/dev/null | awk -v p="\${p#/proc/}" -v i="$ids" '{ print i, $20, p }'
  done; true`;
  return oldest(await node.shell(script));
}

/** Of lines `<allocation> <task> <start> <pid>`, the oldest process of each task. */
export function oldest(lines: string): Map<string, TaskProcess> {
  const found = new Map<string, TaskProcess>();
  for (const line of lines.split('\n')) {
    const [allocation, task, start, pid, ...rest] = line.trim().split(/\s+/);
    if (!allocation || !task || !start || !pid || rest.length > 0) continue;
    const key = `${allocation}/${task}`;
    const own = { start: Number(start), pid: Number(pid) };
    const known = found.get(key);
    if (!known || own.start < known.start || (own.start === known.start && own.pid < known.pid))
      found.set(key, own);
  }
  return found;
}
