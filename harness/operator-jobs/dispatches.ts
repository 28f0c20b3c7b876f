import { readFile } from 'node:fs/promises';
import { UsageError } from '../errors.ts';
import { blocksOf } from '../hcl/index.ts';
import type { OperatorJobFile } from './job-file.ts';

/** What the operator gave for dispatches of parameterized jobs. */
export interface GivenDispatches {
  /** Each `<job>=<file>`. */
  payloads: readonly string[];
  /** Each `<job>.<key>=<value>`. */
  metas: readonly string[];
}

/** What a parameterized job is dispatched with. */
export interface Dispatch {
  payload?: Buffer;
  meta: Record<string, string>;
}

/** Nomad docs, `parameterized` block. */
const longestPayload = 16 * 1024;

/**
 * By the job's id, what it is dispatched with.
 * @throws UsageError OWN_DISPATCH_INVALID with what the job's `parameterized` block takes
 */
export async function dispatchesOf(
  { payloads, metas }: GivenDispatches,
  jobs: readonly OperatorJobFile[],
): Promise<Map<string, Dispatch>> {
  const found = new Map<string, Dispatch>();
  const of = (id: string, flag: string) => {
    const dispatch = found.get(id) ?? { meta: {} };
    found.set(id, dispatch);
    return { dispatch, takes: takenBy(id, jobs, flag) };
  };
  for (const given of metas) {
    const [, id = '', key = '', value = ''] = /^(.+)\.([^.=]+)=([\s\S]*)$/.exec(given) ?? [];
    const { dispatch, takes } = of(id, '--dispatch-meta');
    if (!takes.meta.includes(key)) {
      const known = takes.meta.length > 0 ? `it takes ${takes.meta.join(', ')}` : 'it takes none';
      throw invalid(`job ${id} takes no meta ${key} at a dispatch`, known);
    }
    dispatch.meta[key] = value;
  }
  for (const given of payloads) {
    const [, id = '', file = ''] = /^(.+?)=([\s\S]+)$/.exec(given) ?? [];
    const { dispatch, takes } = of(id, '--dispatch-payload');
    if (takes.payload === 'forbidden')
      throw invalid(`job ${id} takes no payload at a dispatch`, 'payload = "forbidden"');
    dispatch.payload = await readPayload(file);
  }
  return found;
}

function takenBy(id: string, jobs: readonly OperatorJobFile[], flag: string) {
  const job = jobs.find((each) => each.id === id);
  const block = job && blocksOf(job.job, 'parameterized')[0]?.body;
  if (!block) {
    const what = job ? `job ${id} is not parameterized` : `no --job is a job "${id}"`;
    throw invalid(`${flag} ${id}: ${what}`, `jobs: ${jobs.map((each) => each.id).join(', ')}`);
  }
  return {
    payload: String(block.payload ?? 'optional'),
    meta: [...list(block.meta_required), ...list(block.meta_optional)],
  };
}

/** What a dispatch of a job still needs, by its `parameterized` block, each with the flag that gives it. */
export function dispatchNeeds(
  id: string,
  block: Record<string, unknown>,
  dispatch: Dispatch | undefined,
): string[] {
  const missing = list(block.meta_required).filter((key) => dispatch?.meta[key] === undefined);
  return [
    ...(block.payload === 'required' && !dispatch?.payload
      ? [`a payload (--dispatch-payload ${id}=<file>)`]
      : []),
    ...missing.map((key) => `meta ${key} (--dispatch-meta ${id}.${key}=<value>)`),
  ];
}

const list = (names: unknown) => (Array.isArray(names) ? names.map(String) : []);

async function readPayload(file: string): Promise<Buffer> {
  let payload: Buffer;
  try {
    payload = await readFile(file);
  } catch (cause) {
    throw new UsageError('OWN_FILE_UNREADABLE', `cannot read the payload ${file}`, {
      observed: cause instanceof Error ? cause.message : String(cause),
      next: 'give --dispatch-payload <job>=<path of a file>',
      cause,
    });
  }
  if (payload.length <= longestPayload) return payload;
  throw invalid(`${file}: a payload of ${payload.length} bytes`, `Nomad takes ${longestPayload} at most`);
}

const invalid = (message: string, observed: string) =>
  new UsageError('OWN_DISPATCH_INVALID', message, {
    observed,
    next: 'correct --dispatch-meta and --dispatch-payload',
  });
