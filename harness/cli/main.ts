import { createProgram } from './program.ts';
import { underGuard } from './under-guard.ts';

// A forgotten timer or socket must not keep a nightly run from ending; on POSIX nothing of a pipe's output is lost.
process.exit(
  await underGuard((signal, done) =>
    createProgram({ signal, done }).parseAsync(process.argv.slice(2), { from: 'user' }),
  ),
);
