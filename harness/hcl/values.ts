import type { HclBody } from './parse.ts';
import type { HclPath } from './places.ts';

/** A block of a parsed body. */
export interface Block {
  body: HclBody;
  path: HclPath;
}

/** The blocks of a name that have no label; the parser gives them as an array of bodies. */
export function blocksOf({ body, path }: Block, name: string): Block[] {
  return bodiesIn(body[name]).map((each, at) => ({ body: each, path: [...path, name, at] }));
}

/** The blocks of a name that have one label; the parser gives them by label, each an array of bodies. */
export function labelledBlocks({ body, path }: Block, name: string): (Block & { label: string })[] {
  const byLabel = body[name];
  if (!isBody(byLabel)) return [];
  return Object.entries(byLabel).flatMap(([label, bodies]) =>
    bodiesIn(bodies).map((each, at) => ({ label, body: each, path: [...path, name, label, at] })),
  );
}

/** Every string below a value, with its path. */
export function textsIn(value: unknown, path: HclPath): { text: string; path: HclPath }[] {
  if (typeof value === 'string') return [{ text: value, path }];
  if (Array.isArray(value)) return value.flatMap((each, at) => textsIn(each, [...path, at]));
  if (!isBody(value)) return [];
  return Object.entries(value).flatMap(([key, each]) => textsIn(each, [...path, key]));
}

function bodiesIn(value: unknown): HclBody[] {
  return Array.isArray(value) ? value.filter(isBody) : isBody(value) ? [value] : [];
}

export function isBody(value: unknown): value is HclBody {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
