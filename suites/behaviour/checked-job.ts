import type { Since } from '../../harness/index.ts';
import type { Patch } from './patch.ts';

/** A job that Nomad is only asked about. */
export interface CheckedJob extends Patch {
  name: string;
  /** Why Nomad refuses it, by version where that changed; absent where Nomad accepts it. */
  refused?: RegExp | Since<RegExp>;
  /** The parser alone decides, so that the api module of another release decides otherwise. */
  byParser?: true;
}

/** What Nomad says of a job that it does not refuse. */
export const accepted = /^$/;
