/** What becomes of one line of an event stream: the lines that are sent in its place, and whether it then breaks. */
export interface Sent {
  lines: readonly string[];
  cut?: true;
}

/** Makes something of each line of one connection; `onTrouble` is called when it has done harm. */
export type StreamTrouble = (onTrouble: () => void) => (line: string) => Sent;

/** A line with events. Beats (`{}`) are what tells that a connection lives: harm to them is a break. */
const hasEvents = (line: string) => line.includes('"Events"');

/** Every second batch of events is lost. */
export const dropping: StreamTrouble = (onTrouble) => {
  let batches = 0;
  return (line) => {
    if (!hasEvents(line) || ++batches % 2 === 1) return { lines: [line] };
    onTrouble();
    return { lines: [] };
  };
};

/** Every batch of events comes twice. */
export const repeating: StreamTrouble = (onTrouble) => (line) => {
  if (!hasEvents(line)) return { lines: [line] };
  onTrouble();
  return { lines: [line, line] };
};

/** Batches of events change places in pairs; one that waits for its pair goes out with the next beat. */
export const reordering: StreamTrouble = (onTrouble) => {
  let held: string | undefined;
  return (line) => {
    const before = held === undefined ? [] : [held];
    if (held === undefined && hasEvents(line)) {
      held = line;
      return { lines: [] };
    }
    held = undefined;
    if (before.length > 0) onTrouble();
    return { lines: [line, ...before] };
  };
};

/** The connection breaks with every fourth batch of events, which is lost with it. */
export const cutting: StreamTrouble = (onTrouble) => {
  let batches = 0;
  return (line) => {
    if (!hasEvents(line) || ++batches < 4) return { lines: [line] };
    onTrouble();
    return { lines: [], cut: true };
  };
};
