import type { Failure } from './events/tests.ts';

/** An error as a reader of the report needs it. Long messages are cut: the bundle has all of it. */
export function asFailure(error: unknown): Failure {
  const { name, message, code, observed, stack } = (
    typeof error === 'object' && error !== null ? error : { message: String(error) }
  ) as Record<string, unknown>;
  const title = code ?? (name === 'Error' ? undefined : name);
  const said = [title, message ?? error].filter((part) => part !== undefined).join(': ');
  // Of a wait, the message says so itself.
  const isSaid = !observed || said.includes('\nlast observed: ');
  const text = isSaid ? said : `${said}\nlast observed: ${String(observed)}`;
  const at = /(?:^|[/\s(])(suites\/[^\s:()]+:\d+:\d+)/m.exec(String(stack ?? ''))?.[1];
  return { message: text.slice(0, 4000), ...(at && { at }) };
}
