/** A wait that has ended. */
export interface WaitRecord {
  what: string;
  ms: number;
  ok: boolean;
}

export type OnWait = (record: WaitRecord) => void;

let observer: OnWait | undefined;

/** Sets who is told of every wait of this process; undefined = nobody. */
export function onWait(next: OnWait | undefined): void {
  observer = next;
}

export function notifyObservers(record: WaitRecord, own: OnWait | undefined): void {
  own?.(record);
  observer?.(record);
}
