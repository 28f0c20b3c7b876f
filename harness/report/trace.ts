import type { Report } from './model/report.ts';
import type { Lane, Timeline } from './timeline/data.ts';

/** One event of the trace event format, times in microseconds. */
interface TraceEvent {
  ph: 'X' | 'i' | 'M';
  name: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  cat?: string;
  s?: 't';
  args?: Record<string, unknown>;
}

/**
 * The run and each test as Chrome trace JSON, for Perfetto and chrome://tracing: the run is process 1, each test a
 * process of its own, each lane a thread (Trace Event Format: complete, instant and metadata events).
 */
export function chromeTrace({ id, subject, page, began }: Report): string {
  const tests = Object.values(page.tests).map((timeline, at) => processOf(timeline, at + 2));
  const traceEvents = [...processOf(page.run, 1), ...tests.flat()];
  const otherData = { run: id, subject, began: new Date(began).toISOString() };
  return `${JSON.stringify({ displayTimeUnit: 'ms', otherData, traceEvents })}\n`;
}

function processOf({ title, lanes }: Timeline, pid: number): TraceEvent[] {
  const named: TraceEvent = meta('process_name', title, pid, 0);
  return [named, ...lanes.flatMap((lane, at) => threadOf(lane, pid, at + 1))];
}

function threadOf({ group, name, spans }: Lane, pid: number, tid: number): TraceEvent[] {
  return [
    meta('thread_name', name ? `${group}: ${name}` : group, pid, tid),
    ...spans.map(({ from, to, label, tone, detail }): TraceEvent => {
      const ts = Math.round(from * 1000);
      const about = { name: label, cat: tone, pid, tid, ts, ...(detail && { args: { detail } }) };
      if (to === from) return { ph: 'i', s: 't', ...about };
      return { ph: 'X', dur: Math.round((to - from) * 1000), ...about };
    }),
  ];
}

function meta(name: 'process_name' | 'thread_name', text: string, pid: number, tid: number): TraceEvent {
  return { ph: 'M', name, pid, tid, ts: 0, args: { name: text } };
}
