import { type Block, blocksOf, type Mistake } from '../hcl/index.ts';
import { groupsOf, type OperatorJobFile, tasksOf } from './job-file.ts';

/** Nomad names a task's cgroup `<allocation's id>.<task>.scope`, and Linux lets a file's name have 255 bytes. */
const longestTask = 255 - 36 - '..scope'.length;
/** Nomad docs, `service` block; a service of the rehearsal is Nomad's. */
const longestService = 63;

/** Names that are too long to be run. Nomad takes them, and the task fails for ever; or the service is refused. */
export function longNames(file: OperatorJobFile): Mistake[] {
  const tasks = tasksOf(file);
  const services = [...groupsOf(file), ...tasks].flatMap((block: Block) => blocksOf(block, 'service'));
  return [
    ...tasks
      .filter(({ label }) => Buffer.byteLength(label) > longestTask)
      .map(({ label, path }) => ({ path, reason: tooLong('task', label, longestTask) })),
    ...services.flatMap(({ body, path }): Mistake[] => {
      const name = String(body.name ?? '');
      if (name.includes('$' + '{') || Buffer.byteLength(name) <= longestService) return [];
      return [{ path: [...path, 'name'], reason: tooLong('service', name, longestService) }];
    }),
  ];
}

const tooLong = (what: string, name: string, longest: number) =>
  `the name of ${what} ${name.slice(0, 20)}… has ${Buffer.byteLength(name)} bytes, and at most ${longest} can run`;
