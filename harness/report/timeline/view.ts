/** The part of a timeline that is seen. Milliseconds. */
export interface View {
  from: number;
  to: number;
}

/** No one zooms in further than this: what is measured is not finer. */
const leastMs = 5;

/** The view with the moment `at` kept in its place and its length changed by `factor`, within `whole`. */
export function zoomed(view: View, at: number, factor: number, whole: View): View {
  const length = Math.min(Math.max((view.to - view.from) * factor, leastMs), whole.to - whole.from);
  const share = (at - view.from) / (view.to - view.from);
  return within({ from: at - share * length, to: at + (1 - share) * length }, whole);
}

/** The view moved by `ms`, within `whole`. */
export function panned(view: View, ms: number, whole: View): View {
  return within({ from: view.from + ms, to: view.to + ms }, whole);
}

/** A view with this span in its middle half. */
export function around(span: View, whole: View): View {
  const length = Math.min(Math.max((span.to - span.from) * 2, 100), whole.to - whole.from);
  const middle = (span.from + span.to) / 2;
  return within({ from: middle - length / 2, to: middle + length / 2 }, whole);
}

function within(view: View, whole: View): View {
  const length = view.to - view.from;
  const from = Math.min(Math.max(view.from, whole.from), Math.max(whole.from, whole.to - length));
  return { from, to: Math.min(from + length, whole.to) };
}

/** Whole numbers of a unit for about `count` lines in a view: 10 ms, 20 ms, 50 ms, … */
export function ticks({ from, to }: View, count: number): { at: number; label: string }[] {
  const least = (to - from) / Math.max(count, 1);
  const step = steps.find((each) => each >= least) ?? 600_000;
  const first = Math.ceil(from / step) * step;
  const found = [];
  for (let at = first; at <= to; at += step) found.push({ at, label: clockTime(at, step) });
  return found;
}

const steps = [1, 2, 5].flatMap((unit) => [1, 10, 100, 1000].map((tens) => unit * tens));
steps.push(10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000);
steps.sort((a, b) => a - b);

/** `2:05` or, for short steps, `2:05.250`: minutes and seconds since the run's begin. */
function clockTime(ms: number, step: number): string {
  const all = Math.abs(ms);
  const minutes = Math.floor(all / 60_000);
  const seconds = (all % 60_000) / 1000;
  const digits = step >= 1000 ? 0 : step >= 100 ? 1 : 3;
  const text = seconds.toFixed(digits).padStart(digits === 0 ? 2 : digits + 3, '0');
  return `${ms < 0 ? '-' : ''}${minutes}:${text}`;
}

/** `320 ms`, `4.2 s`, `2 min 5 s` */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}
