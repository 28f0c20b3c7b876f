import type { OperatorFiles, ReadingGround } from './operator-files.ts';

/** What an operator gives who gives nothing. */
export const noFlags: OperatorFiles = {
  jobs: [],
  volumes: [],
  vars: {},
  nomadVars: [],
  payloads: [],
  metas: [],
};

/** A rehearsal of three clients and the canary, without Nomad's program at hand. */
export const ground: ReadingGround = {
  from: '1.9.4',
  clients: ['client-1', 'client-2', 'client-3', 'client-4'],
  nomad: undefined,
  signal: new AbortController().signal,
};
