/** Loaded by vitest before each file of suites, and after the harness. */
import { mayBegin } from './start-gate.ts';

await mayBegin();
