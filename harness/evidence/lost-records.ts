/** What is in a volume of what its writers wrote, and what they had acknowledged, of those that could be asked. */
interface Written {
  spans: readonly { allocation: string; records: number }[];
  /** Records that are missing below a writer's last one: `<allocation> misses <sequence>`. */
  holes?: readonly string[] | undefined;
  acknowledged?: Readonly<Record<string, number | null>> | undefined;
}

/** Records that were lost together. */
export interface LostRecords {
  /** Whose and which, in words. */
  what: string;
  count: number;
}

/** Whether a writer says that it has written: JSON makes null of what is no number. */
export const isAcknowledged = (last: number | null | undefined): last is number =>
  Number.isSafeInteger(last) && Number(last) > 0;

/**
 * The records that a volume has lost: those below a writer's last one that are not there, since a writer begins a record only
 * when the one before is flushed and acknowledged, and those above it that the writer had acknowledged.
 */
export function lostRecords({ spans, holes = [], acknowledged = {} }: Written): LostRecords[] {
  const found = new Map(spans.map(({ allocation, records }) => [allocation, records]));
  const beyond = Object.entries(acknowledged).flatMap(([allocation, due]) => {
    const records = found.get(allocation) ?? 0;
    const last = records + holes.filter((hole) => hole.startsWith(`${allocation} `)).length;
    if (!isAcknowledged(due) || due <= last) return [];
    return { what: `${records} records of ${allocation}, which had acknowledged ${due}`, count: due - last };
  });
  return [...holes.map((what) => ({ what, count: 1 })), ...beyond];
}
