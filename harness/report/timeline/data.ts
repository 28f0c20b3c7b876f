/** What a span is, which decides its colour. */
export type Tone =
  | 'ok'
  | 'bad'
  | 'known'
  | 'stall'
  | 'main'
  | 'prestart'
  | 'poststart'
  | 'poststop'
  | 'sidecar'
  | 'write'
  | 'read'
  | 'mount'
  | 'wait'
  | 'fault'
  | 'agent'
  | 'step'
  | 'placed'
  | 'died'
  | 'plain';

/** Something that took time, or with `to` equal to `from` a moment. Times in milliseconds since the run's begin. */
export interface Span {
  from: number;
  to: number;
  label: string;
  tone: Tone;
  /** More lines for the tooltip. */
  detail?: string;
  /** Its end was not seen. */
  open?: boolean;
  /** The test that it belongs to, by number. */
  test?: number;
}

/** Spans that do not overlap, on one line. */
export interface Lane {
  group: string;
  name: string;
  spans: Span[];
}

/** Lanes on one clock. */
export interface Timeline {
  title: string;
  from: number;
  to: number;
  lanes: Lane[];
  /** How many of its spans are in the lanes, where a page cannot hold all. */
  cut?: { drawn: number; of: number };
}

/** What the page holds for its script. */
export interface PageData {
  /** Wall clock of the run's begin, in milliseconds since the epoch. */
  began: number;
  run: Timeline;
  /** By the test's number. */
  tests: Record<string, Timeline>;
}
