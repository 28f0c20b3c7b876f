import { execa } from 'execa';
import { EnvironmentError } from '../errors.ts';
import { isEnterprise, isVersion, withoutMetadata } from '../version/index.ts';
import { platformOf } from './platform.ts';

/** `nomad version` answers in well under a second; this bounds a program that is not Nomad and waits for input. */
const answerTimeoutMs = 20_000;

/**
 * The version that a Nomad binary says it is, with what a build adds (`2.0.6-dev`, `2.0.5+fips1403`), or undefined where it cannot be run because the host is not Linux.
 * @throws EnvironmentError BINARY_WRONG_PLATFORM, BINARY_NOT_NOMAD, BINARY_ENTERPRISE
 */
export async function versionOf(
  file: string,
  arch: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const platform = await platformOf(file);
  if (platform !== `linux/${arch}`) {
    throw new EnvironmentError('BINARY_WRONG_PLATFORM', `${file} is no program for linux/${arch}`, {
      observed: platform,
      next: `give a Nomad binary for linux/${arch}: it runs in Linux containers`,
    });
  }
  if (process.platform !== 'linux') return undefined;
  const answer = await execa(file, ['version'], {
    // A clean environment: NOMAD_ADDR, NOMAD_CLI_NO_COLOR and their like change what the program does.
    extendEnv: false,
    env: { PATH: process.env.PATH ?? '' },
    ...{ stdin: 'ignore', reject: false, timeout: answerTimeoutMs, cancelSignal: signal },
  });
  signal.throwIfAborted();
  return parseAnswer(file, answer.failed ? undefined : answer.stdout, answer.shortMessage ?? '');
}

function parseAnswer(file: string, stdout: string | undefined, failure: string): string {
  const version = /^Nomad v(\S+)/.exec(stdout ?? '')?.[1] ?? '';
  if (!isVersion(version)) {
    throw new EnvironmentError('BINARY_NOT_NOMAD', `${file} does not answer 'version' as Nomad does`, {
      observed: stdout === undefined ? failure : stdout.slice(0, 300) || '(no output)',
      next: `run it by hand: ${file} version`,
    });
  }
  if (isEnterprise(version)) {
    throw new EnvironmentError('BINARY_ENTERPRISE', `${file} is Nomad Enterprise, which needs a licence`, {
      observed: `Nomad v${version}`,
      next: `use the open-source binary: --nomad-version ${withoutMetadata(version)}`,
    });
  }
  return version;
}
