import type {
  AllocationBehaviour,
  BehaviourRecord,
  JobBehaviour,
  TaskBehaviour,
  VolumeBehaviour,
} from '../evidence/index.ts';
import { normalise, normaliseReason } from './normalise.ts';

/** What a fact may be about. Facts of one topic that change alike are one change. */
export const topics = [
  'answer',
  'warnings',
  'plan',
  'evaluations',
  'evaluation',
  'placement',
  'deployment',
  'allocation',
  'task state',
  'task events',
  'event message',
  'volume',
] as const;

export type Topic = (typeof topics)[number];

/** One thing that Nomad did, in a form that is the same for each run of one version. */
export interface Fact {
  test: string;
  /** The job or volume within its test. */
  subject: string;
  /** Its file, such as `behaviour/run/service`. */
  file: string;
  topic: Topic;
  /** The call, the trigger of the evaluation, the type of the event: belongs to the change. */
  part: string;
  /** The task, where there may be several: belongs to the fact alone. */
  place: string;
  value: string;
}

type Said = Pick<Fact, 'topic' | 'value'> & Partial<Pick<Fact, 'part' | 'place'>>;

/** All that a test's record says, but the fields of the API. */
export function factsOf({ test, scope, jobs, volumes }: BehaviourRecord): Fact[] {
  const facts = (id: string, file: string, said: Said[]): Fact[] =>
    said.map((each) => ({ test, subject: normalise(id, scope), file, part: '', place: '', ...each }));
  return [
    ...Object.entries(jobs).flatMap(([id, job]) => facts(id, job.file, ofJob(job, scope))),
    ...Object.entries(volumes).flatMap(([id, volume]) => facts(id, volume.file, ofVolume(volume))),
  ];
}

function ofJob(job: JobBehaviour, scope: string): Said[] {
  const text = (raw: string) => normalise(raw, scope);
  return [
    ...ofAnswers(job, scope),
    ...ofEvaluations(job, text),
    ...ofDeployments(job, text),
    ...job.allocations.flatMap((allocation) => ofAllocation(allocation, text)),
  ];
}

function ofAnswers({ answers }: JobBehaviour, scope: string): Said[] {
  return answers.flatMap(({ call, refused, warnings = '', unplaced }): Said[] => {
    if (refused !== undefined) {
      return [{ topic: 'answer', part: call, value: `refused: ${normaliseReason(refused, scope)}` }];
    }
    return [
      { topic: 'answer', part: call, value: 'taken' },
      { topic: 'warnings', part: call, value: normaliseReason(warnings, scope) },
      ...(call === 'plan' ? [{ topic: 'plan' as const, value: reasonsOf(unplaced ?? [], scope) }] : []),
    ];
  });
}

type Text = (raw: string) => string;

/** Trigger of evaluations that wait for room: another job that ends wakes them, so how they end is a matter of luck. */
const waiting = 'queued-allocs';

function ofEvaluations({ evaluations }: JobBehaviour, text: Text): Said[] {
  if (evaluations.length === 0) return [];
  const settled = evaluations.filter(({ triggeredBy }) => triggeredBy !== waiting);
  const triggers = [...new Set(evaluations.map(({ triggeredBy }) => triggeredBy))].sort();
  return [
    { topic: 'evaluations', value: triggers.join(', ') },
    ...settled.flatMap(({ triggeredBy, status, description, unplaced }): Said[] => [
      { topic: 'evaluation', part: triggeredBy, value: `${status} ${text(description)}`.trim() },
      { topic: 'placement', part: triggeredBy, value: text([...unplaced].sort().join('; ')) },
    ]),
  ];
}

/** A rollout that the stop of its job has cut short says how far it was by luck only. */
function ofDeployments({ allocations, deployments }: JobBehaviour, text: Text): Said[] {
  const whole = deployments.filter(({ description }) => !description.includes('because job is stopped'));
  return [
    ...(allocations.length > 0
      ? [{ topic: 'deployment' as const, part: 'there', value: deployments.length > 0 ? 'yes' : 'no' }]
      : []),
    ...whole.map(({ status, description }) => ({
      topic: 'deployment' as const,
      part: 'status',
      value: `${status}: ${text(description)}`,
    })),
  ];
}

function ofAllocation(allocation: AllocationBehaviour, text: Text): Said[] {
  const { client, clientDescription, desired, desiredDescription, tasks } = allocation;
  const value = `${client} (${text(clientDescription)}), desired ${desired} (${text(desiredDescription)})`;
  return [
    { topic: 'allocation', value: value.replaceAll(' ()', '') },
    ...Object.entries(tasks).flatMap(([task, behaviour]) => ofTask(task, behaviour, text)),
  ];
}

/** Nomad keeps the last ten events of a task: of more, it depends on their number where the row begins. */
const eventsKept = 10;

function ofTask(place: string, { state, failed, restarts, events }: TaskBehaviour, text: Text): Said[] {
  return [
    { topic: 'task state', place, value: `${state}${failed ? ', failed' : ''}, ${restarts} restarts` },
    ...(events.length < eventsKept
      ? [{ topic: 'task events' as const, place, value: events.map(({ type }) => type).join(' > ') }]
      : []),
    ...events.map(({ type, message }) => ({
      topic: 'event message' as const,
      part: type,
      place,
      value: text(message),
    })),
  ];
}

function ofVolume({ accessMode, attachmentMode, schedulable, claims }: VolumeBehaviour): Said[] {
  const held = claims.length === 0 ? 'not claimed' : `claimed to ${[...claims].sort().join(', ')}`;
  const value = `${accessMode || 'no access mode'}, ${attachmentMode || 'no attachment mode'}, ${schedulable ? '' : 'not '}schedulable`;
  return [
    { topic: 'volume', part: 'claims', value: held },
    // Without a claim that lasts, the modes are those of one that is being released.
    ...(claims.length > 0 ? [{ topic: 'volume' as const, part: 'modes', value }] : []),
  ];
}

function reasonsOf(unplaced: readonly string[], scope: string): string {
  return normalise([...unplaced].sort().join('; '), scope);
}
