import { type Block, type HclPath, isBody } from '../hcl/index.ts';

/** An attribute or a block as a job file has it, in the block that it stands in. */
export interface Written {
  /** `group.count`, `resources.cpu`: the names of the block around it and its own. */
  name: string;
  value: unknown;
  path: HclPath;
}

/** Blocks that have a label. */
const labelled = ['group', 'task', 'volume', 'port', 'action', 'dynamic', 'target', 'secret'];

/** All attributes and blocks of a job, as written; what a `dynamic` block makes stands in for it. */
export function* writtenIn({ body, path }: Block, around = 'job'): Generator<Written> {
  for (const [name, value] of Object.entries(body)) {
    const here = { name: `${around}.${name}`, value, path: [...path, name] };
    if (labelled.includes(name) && isBody(value)) {
      for (const [label, bodies] of Object.entries(value)) {
        const inner = { ...here, path: [...here.path, label] };
        if (name !== 'dynamic') yield* writtenBlocks(bodies, inner, name);
        else
          for (const made of blocksOf(bodies, inner))
            yield* writtenBlocks(made.body.content, { ...made, name: `${around}.${label}` }, label);
      }
    } else if (blocksOf(value, here).length > 0) yield* writtenBlocks(value, here, name);
    else yield here;
  }
}

function* writtenBlocks(value: unknown, at: Omit<Written, 'value'>, name: string): Generator<Written> {
  for (const block of blocksOf(value, at)) {
    yield { name: at.name, value: block.body, path: block.path };
    yield* writtenIn(block, name);
  }
}

/** The parser gives blocks as an array of bodies. */
function blocksOf(value: unknown, { path }: Pick<Written, 'path'>): Block[] {
  if (!Array.isArray(value) || !value.every(isBody)) return [];
  return value.map((body, at) => ({ body, path: [...path, at] }));
}
