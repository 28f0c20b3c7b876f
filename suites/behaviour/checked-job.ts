import type { Since } from '../../harness/index.ts';
import type { Patch } from './patch.ts';

/** A job that Nomad is only asked about. */
export interface CheckedJob extends Patch {
  name: string;
  /** Why Nomad refuses it, by version where that changed; absent where Nomad accepts it. */
  refused?: RegExp | Since<RegExp>;
  /** Only the parser decides, so the api module of another release may decide otherwise. */
  byParser?: true;
}

/** The empty refusal of a job that Nomad accepts. */
export const accepted = /^$/;
