import type { Misdeed } from '../../harness/index.ts';

const error = { code: 'INTERNAL', message: 'the array is on fire' } as const;

/** What a driver may do at a call: the columns of the suites that go through all calls. */
export const troubles = {
  fails: { error },
  'answers 3 s late': { delayMs: 3000 },
  hangs: { hang: true },
  'crashes before the work': { crash: 'before' },
  'crashes after the work': { crash: 'after' },
} as const satisfies Record<string, Misdeed>;

export type Trouble = keyof typeof troubles;

/** Each trouble at each call. */
export function troublesAt<C extends string>(
  calls: readonly C[],
  but: readonly Trouble[] = [],
): [Trouble, C][] {
  const all = Object.keys(troubles) as Trouble[];
  return calls.flatMap((call) =>
    all.filter((trouble) => !but.includes(trouble)).map((trouble): [Trouble, C] => [trouble, call]),
  );
}
