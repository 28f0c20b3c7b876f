import { type Entry, events, isAcknowledged, type WrittenRecords } from '../../evidence/index.ts';
import { type Finding, stop, unknown } from '../../judge/index.ts';
import { overlappingWriters } from '../../writers/index.ts';
import { lostIn } from './measures.ts';

/** What was lost in the volumes, who wrote beside the one writer, and who never wrote. */
export function recordFindings(entries: readonly Entry[]): Finding[] {
  return events.volumeRecords
    .of(entries)
    .flatMap((volume) => [
      ...lost(volume),
      ...twoWriters(volume),
      ...silent(volume),
      ...unread(entries, volume),
    ]);
}

function lost(volume: WrittenRecords): Finding[] {
  const records = lostIn(volume);
  if (records.length === 0) return [];
  const number = records.reduce((sum, { count }) => sum + count, 0);
  const which = records.slice(0, 5).map(({ what }) => what);
  const message = `volume ${volume.volume} lost ${number} acknowledged records: ${which.join(', ')}`;
  return [stop('record-lost', events.volumeRecords, message)];
}

function twoWriters({ volume, singleWriter, records }: WrittenRecords): Finding[] {
  if (!singleWriter) return [];
  return overlappingWriters(records).map(([a, b]) =>
    stop(
      'two-writers',
      events.volumeRecords,
      `volume ${volume} had two writers at once: ${a.allocation} on ${a.node} and ${b.allocation} on ${b.node}`,
    ),
  );
}

function silent({ volume, records, acknowledged }: WrittenRecords): Finding[] {
  if (records.length > 0 && !Object.values(acknowledged).includes(0)) return [];
  const message = `a writer of volume ${volume} never wrote: nothing was proven of it`;
  return [stop('no-records', events.volumeRecords, message)];
}

/** Without a number of what was acknowledged nothing can be missed. */
function unread(entries: readonly Entry[], { volume, acknowledged }: WrittenRecords): Finding[] {
  // Servers that were restored do not know the writers that were placed after the snapshot.
  const forgotten = events.rollbackDamage.of(entries).flatMap(({ damage }) => damage.map(({ id }) => id));
  const placed = events.writerPlaced.of(entries).filter((each) => each.volume === volume);
  const due = new Set([...placed.map(({ allocation }) => allocation), ...Object.keys(acknowledged)]);
  const unread = [...due]
    .filter((each) => acknowledged[each] !== 0 && !isAcknowledged(acknowledged[each]))
    .filter((each) => !forgotten.includes(each));
  const who = due.size === 0 ? ['any writer'] : unread.map((allocation) => `allocation ${allocation}`);
  return who.map((name) =>
    unknown(
      'unproven',
      events.volumeRecords,
      `what ${name} of volume ${volume} had acknowledged is not known`,
    ),
  );
}
