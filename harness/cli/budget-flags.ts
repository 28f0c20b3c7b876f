import type { Command } from 'commander';

/** Adds the flags of what a step of a rehearsal may cost. */
export function withBudget(command: Command): Command {
  return command
    .option(
      '--max-api-gap <time>',
      'longest allowed time without an answer from any server, such as 10s; longer is NO-GO (default: 2 x heartbeat_grace)',
    )
    .option(
      '--max-connect-gap <time>',
      'the same on new connections of the API (default: 2 x heartbeat_grace)',
    )
    .option('--max-writer-stall <time>', 'longest allowed pause of a writer (default: heartbeat_grace + 5s)')
    .option('--max-scheduling-delay <time>', 'longest an accepted job may wait until it runs (default: 90s)')
    .option(
      '--max-exec-stall <time>',
      'longest allowed silence of an exec session, opened again when it is cut (default: heartbeat_grace + 35s)',
    )
    .option('--max-log-stall <time>', 'the same of a log stream (default: heartbeat_grace + 35s)')
    .option(
      '--baseline <run|file>',
      'earlier rehearsal, or its verdict.json: a step that costs more than half as much again and 1s over the worst of its kind there is NO-GO',
    );
}
