import { randomUUID } from 'node:crypto';
import { relative } from 'node:path';
import type { Reporter, TestCase, TestModule, TestRunEndReason, TestSpecification } from 'vitest/node';
import {
  events,
  fileItself,
  type Ledger,
  type SessionResult,
  type SessionSign,
  type SuiteFile,
  type SuiteTest,
  signFileOf,
} from '../evidence/index.ts';
import { writeClean } from '../secrets/index.ts';
import { runFolder } from './run-folder.ts';

/** The projects of vitest.config.ts whose tests run on a cluster, and so belong to a run. */
const suiteProjects = ['suites', 'solo'];

/**
 * Runs in vitest's own process. Notes in the run's ledger which files and tests are due before they begin, and how each ended by
 * vitest's word; writes the same to the file of `NOMAD_E2E_RESULT` for who has started vitest.
 */
export class RunReporter implements Reporter {
  readonly #session = randomUUID();
  #ledger: Ledger | undefined;
  readonly #files: SuiteFile[] = [];
  readonly #open = new Set<string>();
  #longestMs = 0;

  async onTestRunStart(specifications: readonly TestSpecification[]): Promise<void> {
    const suites = specifications.filter(({ project }) => suiteProjects.includes(project.name));
    if (suites.length === 0) return;
    // The workers are told by it which of the ledger's lines are theirs.
    process.env.NOMAD_E2E_SESSION = this.#session;
    this.#ledger = await runFolder().openLedger();
    const files = suites.map(({ project, moduleId }) => relative(project.config.root, moduleId));
    this.#ledger.append(events.filesDue, { session: this.#session, files });
  }

  async onTestModuleCollected(module: TestModule): Promise<void> {
    const file = module.relativeModuleId;
    const cases = [...module.children.allTests()];
    const tests = cases.map((test) => `${file} > ${test.fullName}`);
    this.#ledger?.append(events.testsDue, { session: this.#session, file, tests });
    for (const test of tests) this.#open.add(test);
    this.#longestMs = Math.max(this.#longestMs, ...cases.map(({ options }) => options.timeout ?? 0));
    await this.#sign();
  }

  async onTestCaseResult(test: TestCase): Promise<void> {
    this.#note(test.module.relativeModuleId, outcomeOf(test));
    this.#open.delete(`${test.module.relativeModuleId} > ${test.fullName}`);
    await this.#sign();
  }

  onTestModuleEnd(module: TestModule): void {
    const tests = [...module.children.allTests()].map(outcomeOf);
    const file = module.relativeModuleId;
    const isExplained = module.state() !== 'failed' || tests.some(({ status }) => status === 'failed');
    const [first = 'the file or one of its hooks failed without an error message'] = module
      .errors()
      .map(({ message }) => message);
    const failure = isExplained ? undefined : (first.split('\n')[0] ?? first);
    this.#files.push({ file, tests, ...(failure !== undefined && { failure }) });
    if (failure === undefined) return;
    this.#note(file, { name: fileItself, status: 'failed', failures: [failure], ms: undefined });
  }

  async onTestRunEnd(
    _modules: readonly TestModule[],
    unhandled: readonly { message?: string }[],
    reason: TestRunEndReason,
  ): Promise<void> {
    const errors = unhandled.map(
      ({ message = 'an error without a message' }) => message.split('\n')[0] ?? '',
    );
    this.#ledger?.append(events.sessionEnded, { session: this.#session, reason, errors });
    this.#ledger?.close();
    const result: SessionResult = { files: this.#files, errors };
    if (process.env.NOMAD_E2E_RESULT) await writeClean(process.env.NOMAD_E2E_RESULT, result);
  }

  /** For who has started vitest: that it goes on. */
  async #sign(): Promise<void> {
    const { NOMAD_E2E_RESULT: file } = process.env;
    const sign: SessionSign = { longestMs: this.#longestMs, open: [...this.#open] };
    if (file) await writeClean(signFileOf(file), sign);
  }

  #note(file: string, { name, status, ms, failures }: SuiteTest): void {
    this.#ledger?.append(events.testResult, {
      session: this.#session,
      test: `${file} > ${name}`,
      // What showed a known bug has passed by vitest's word; the scope's end says the rest.
      status: status === 'known' ? 'passed' : status,
      ...(ms !== undefined && { ms }),
      failures: failures.map((message) => ({ message })),
    });
  }
}

function outcomeOf(test: TestCase): SuiteTest {
  const { state, errors = [] } = test.result();
  const { failureBundle, knownBug } = test.meta();
  const messages = errors.map(({ name, message }) => (name === undefined ? message : `${name}: ${message}`));
  return {
    name: test.fullName,
    status: state !== 'failed' && knownBug ? 'known' : state,
    ...(knownBug && { known: knownBug }),
    failures: messages.map((text) => text.split('\n')[0] ?? ''),
    ...(messages.length > 0 && { messages }),
    ms: test.diagnostic()?.duration,
    ...(failureBundle !== undefined && { bundle: failureBundle }),
  };
}
