/** A wait that has ended. */
export interface WaitRecord {
  what: string;
  ms: number;
  ok: boolean;
}

let observer: ((record: WaitRecord) => void) | undefined;

/** Sets who is told of every wait of this process; undefined = nobody. */
export function onWait(next: typeof observer): void {
  observer = next;
}

export function notifyOfWait(record: WaitRecord): void {
  observer?.(record);
}
