import { EnvironmentError } from '../errors.ts';
import { runGroup } from './go-command.ts';

/** From 1.21 on, Go fetches the newer toolchain that a module asks for: https://go.dev/doc/toolchain */
const oldestGo = [1, 21] as const;
const instead = 'or give a binary: --nomad-binary <path>';

/** A toolchain that compiles Nomad here, and the environment to run it with. */
export interface Toolchain {
  cwd: string;
  env: Record<string, string>;
}

/** Settings of the user that change what is built are overruled; their proxies and caches stay. */
export function goEnvironment(arch: string, work: string): Record<string, string> {
  return {
    ...{ GOOS: 'linux', GOARCH: arch, CGO_ENABLED: '1' },
    ...{ GO111MODULE: 'on', GOWORK: 'off', GOTOOLCHAIN: 'auto', GOFLAGS: '-mod=mod -buildvcs=false' },
    // Temporary files of go and of the C compiler go with the work folder, also when they are killed.
    ...{ GOTMPDIR: work, TMPDIR: work },
  };
}

/**
 * Checks that Go and a C compiler are there: Nomad's task drivers need cgo.
 * @throws EnvironmentError BINARY_GO_MISSING, BINARY_GO_TOO_OLD, BINARY_CC_MISSING
 */
export async function requireToolchain({ cwd, env }: Toolchain, signal: AbortSignal): Promise<void> {
  if (process.platform !== 'linux') {
    throw new EnvironmentError(
      'BINARY_GO_MISSING',
      `Nomad for Linux cannot be compiled on ${process.platform}`,
      {
        next: 'give a binary for Linux: --nomad-binary <path>',
      },
    );
  }
  const asked = await runGroup('go', ['env', 'GOVERSION', 'CC'], { cwd, env, signal });
  if (asked.code === 'ENOENT') {
    throw new EnvironmentError('BINARY_GO_MISSING', 'there is no go command to compile Nomad with', {
      next: `install Go 1.21 or newer and a C compiler (https://go.dev/doc/install), ${instead}`,
    });
  }
  const [goVersion = '', compiler = ''] = asked.stdout.split('\n');
  if (asked.failed || !isRecent(goVersion)) {
    throw new EnvironmentError(
      'BINARY_GO_TOO_OLD',
      `the go command is too old: ${goVersion || 'unknown version'}`,
      {
        observed: asked.failed ? asked.stderr : goVersion,
        next: `install Go 1.21 or newer (https://go.dev/doc/install), ${instead}`,
      },
    );
  }
  await requireCompiler(compiler, { cwd, env }, signal);
}

async function requireCompiler(
  compiler: string,
  { cwd, env }: Toolchain,
  signal: AbortSignal,
): Promise<void> {
  // CC may hold options, as in `ccache gcc`.
  const [program = 'gcc', ...options] = compiler.split(' ').filter(Boolean);
  const asked = await runGroup(program, [...options, '--version'], { cwd, env, signal });
  if (!asked.failed) return;
  throw new EnvironmentError('BINARY_CC_MISSING', `the C compiler ${program} that Go wants does not run`, {
    observed: asked.stderr,
    next: `install one, on Debian: apt-get install gcc libc6-dev; ${instead}`,
  });
}

function isRecent(goVersion: string): boolean {
  const [, major = 0, minor = 0] = (/^(?:devel )?go(\d+)\.(\d+)/.exec(goVersion) ?? []).map(Number);
  return major > oldestGo[0] || (major === oldestGo[0] && minor >= oldestGo[1]);
}
