import { asOf, type HasNomad, type Since } from './since.ts';

type Words = (...named: string[]) => string;

/** Texts of Nomad that suites expect and that a version has changed; each says where it comes from. */
const texts = {
  /** Why a job is not placed whose volume another one holds for writing (scheduler/feasible; no version has changed it). */
  writerClaimsExhausted: [(id) => `CSI volume ${id} has exhausted its available writer claims`],
  /** Why a node is left out that a CSI volume cannot be reached from (scheduler/feasible; no version has changed it). */
  outOfReach: [() => 'did not meet topology requirement'],
  /** Why a job is not placed whose CSI volume does not exist (scheduler/feasible, nomad#28275). */
  missingVolume: [(id) => `missing CSI Volume ${id}`, ['2.0.5', (id) => `missing CSI volume(s) ${id}`]],
  /** What a docker driver without volumes answers to a bind of a host's folder (drivers/docker, nomad#28177). */
  hostPathRefused: [
    () => 'volumes are not enabled; cannot mount host paths: ',
    ['2.0.4', () => 'volumes are not enabled; cannot mount host path: '],
  ],
  /** How a command in an allocation that has ended is refused (nomad/client_alloc_endpoint, nomad#18904). */
  execAfterEnd: [
    () => 'task "echo" is not running.',
    ['1.7.0', (id) => `exec not possible, client status of allocation ${id} is complete`],
  ],
} satisfies Record<string, Since<Words>>;

/** Nomad's texts as the cluster's version has them. */
export type Wording = Record<keyof typeof texts, Words>;

export function wordingOf(hasNomad: HasNomad): Wording {
  const own = Object.entries<Since<Words>>(texts).map(([name, text]) => [name, asOf(hasNomad, text)]);
  return Object.fromEntries(own) as Wording;
}
