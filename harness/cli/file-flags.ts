import { UsageError } from '../errors.ts';
import type { OperatorFiles } from '../operator-jobs/index.ts';
import { dashed, invalid } from './flag-value.ts';

/** Flags of the operator's files as commander reads them. */
export interface RawFileFlags {
  job?: string[];
  volume?: string[];
  var?: string[];
  nomadVar?: string[];
  dispatchPayload?: string[];
  dispatchMeta?: string[];
}

/** Flags that say something of the jobs of `--job`, by commander's names. */
const ofJobs = ['volume', 'var', 'nomadVar', 'dispatchPayload', 'dispatchMeta'] as const;

/** @throws UsageError FLAG_INVALID */
export function operatorFiles(raw: RawFileFlags): OperatorFiles {
  const {
    job: jobs = [],
    volume = [],
    var: vars = [],
    nomadVar = [],
    dispatchPayload = [],
    dispatchMeta = [],
  } = raw;
  const stray = jobs.length > 0 ? undefined : ofJobs.find((flag) => raw[flag] !== undefined);
  if (stray !== undefined) {
    throw new UsageError('FLAG_INVALID', `${dashed(stray)} requires --job`, {
      next: 'npx nomad-e2e upgrade --help',
    });
  }
  requireForm('--nomad-var', nomadVar, /^(?:@.|[^.=]+\.[^=]+=)/s, '<path>.<key>=<value> or @<file>');
  requireForm('--dispatch-payload', dispatchPayload, /^[^=]+=./s, '<job>=<file>');
  requireForm('--dispatch-meta', dispatchMeta, /^.+\.[^.=]+=/s, '<job>.<key>=<value>');
  return {
    ...{ jobs, volumes: volume, vars: Object.fromEntries(vars.map(pair)), nomadVars: nomadVar },
    ...{ payloads: dispatchPayload, metas: dispatchMeta },
  };
}

/** The part before the first `=` is all of it that is shown: the other may be a secret. */
function requireForm(flag: string, given: readonly string[], form: RegExp, allowed: string): void {
  const wrong = given.find((text) => !form.test(text));
  if (wrong !== undefined) throw invalid(flag, wrong.replace(/=.+/s, '=…'), allowed);
}

function pair(text: string): [name: string, value: string] {
  const match = /^([^=]+)=([\s\S]*)$/.exec(text);
  if (!match?.[1]) throw invalid('--var', text, '<name>=<value>');
  return [match[1], match[2] ?? ''];
}
