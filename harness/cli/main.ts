import { commandOf } from './run-command.ts';
import { underGuard } from './under-guard.ts';

// A forgotten timer or socket must not keep a nightly run from ending; on POSIX nothing of a pipe's output is lost.
process.exit(await underGuard(commandOf(process.argv.slice(2))));
