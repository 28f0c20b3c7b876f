import type { Topic } from './facts.ts';

/** Facts that changed alike: the values that were seen on each side. */
export interface Shift {
  topic: Topic;
  from: string[];
  to: string[];
  /** The calls, triggers or types of event that it was seen with. */
  parts: string[];
  /** What only the upgraded cluster does. */
  after?: string[];
}

export interface Names {
  from: string;
  to: string;
}

/** One change as a sentence without its jobs: `task event Killing: message "…" is now "…"`. */
export function inWords(shift: Shift, names: Names): string {
  const { topic, from, to, after } = shift;
  if (after) {
    const sides = `${names.from}: ${quoted(from)}, ${names.to}: ${quoted(to)}`;
    return `${subjectOf(shift)}: ${quoted(after)} (${sides})`;
  }
  if (topic === 'answer') return `${subjectOf(shift)}: ${answered(from, to, names)}`;
  if (topic === 'task events') return `${subjectOf(shift)}: ${eventsChanged(from, to)}`;
  if (topic === 'deployment' && shift.parts.includes('there')) {
    return `deployments: ${to.includes('yes') ? `none with ${names.from}, some with ${names.to}` : `some with ${names.from}, none with ${names.to}`}`;
  }
  return `${subjectOf(shift)}: ${quoted(from)} is now ${quoted(to)}`;
}

function subjectOf({ topic, parts }: Shift): string {
  const part = joined(parts);
  const subjects: Record<Topic, string> = {
    answer: part,
    warnings: `warnings of ${part}`,
    plan: 'what a plan says about placement',
    evaluation: `evaluation triggered by ${part}`,
    evaluations: 'what triggers evaluations',
    placement: `reasons of no placement, evaluation triggered by ${part}`,
    allocation: 'allocation status',
    deployment: 'deployment',
    'task state': 'task state',
    'task events': 'task events',
    'event message': `task event ${part}, message`,
    volume: `volume, ${part}`,
  };
  return subjects[topic];
}

function answered(from: string[], to: string[], names: Names): string {
  const taken = (values: string[]) => values.includes('taken');
  const reason = (values: string[]) => quoted(values.map((value) => value.replace(/^refused: /, '')));
  if (taken(from)) return `taken by ${names.from}, refused by ${names.to}: ${reason(to)}`;
  if (taken(to)) return `refused by ${names.from}, taken by ${names.to}; the reason was ${reason(from)}`;
  return `refused for ${reason(from)}, now for ${reason(to)}`;
}

/** The difference alone where it is one: jobs with other events beside it then show the same change. */
function eventsChanged(from: string[], to: string[]): string {
  const [a, b] = [from[0] ?? '', to[0] ?? ''].map((value) => value.split(' > '));
  if (from.length > 1 || to.length > 1 || !a || !b) return `${quoted(from)} is now ${quoted(to)}`;
  const [gone, come] = [without(a, b), without(b, a)];
  if (gone.length === 0 && come.length === 0) return `order ${quoted(from)} is now ${quoted(to)}`;
  return [...come.map((each) => `in addition ${each}`), ...gone.map((each) => `no longer ${each}`)].join(
    ', ',
  );
}

/** What is in `list` more often than in `other`, with what it comes after. */
function without(list: string[], other: string[]): string[] {
  const left = [...other];
  return list.flatMap((each, index) => {
    const at = left.indexOf(each);
    if (at < 0) return [`${each} ${index > 0 ? `after ${list[index - 1]}` : 'at first'}`];
    left.splice(at, 1);
    return [];
  });
}

/** `parse`, `validate and plan`, `validate, plan and register` */
function joined(parts: string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

function quoted(values: string[]): string {
  return values.map((value) => (value === '' ? 'nothing' : `'${value}'`)).join(' or ');
}
