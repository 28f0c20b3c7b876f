import {
  type Entry,
  events,
  isAcknowledged,
  type LostRecords,
  lostRecords,
  type WrittenRecords,
} from '../../evidence/index.ts';
import { stop, unknown } from '../../judge/index.ts';
import { writtenIn } from '../../writers/index.ts';
import { readVolumes } from '../workload/workload.ts';
import { evidence, rule, type UpgradeCheck } from './check.ts';

/** Nothing that was acknowledged is lost in the volumes, and each writer wrote. */
export const records: UpgradeCheck = {
  name: 'records',
  says: () => ({
    readBack: 'all records are read back: one that was acknowledged and is missing is a NO-GO',
  }),
  leaves: [
    evidence(events.volumeRecords, {
      of: ({ volumes }) => volumes.map(({ id }) => id),
      seen: ({ volume }) => [volume],
    }),
  ],
  async readBack(_, { cluster, volumes, ledger, signal }) {
    for (const volume of await readVolumes(cluster, volumes, signal))
      ledger.append(events.volumeRecords, volume);
  },
  rules: [
    rule(stop, events.volumeRecords, (volume) => ({
      'record-lost': lost(volume),
      'no-records':
        (volume.records.length === 0 || Object.values(volume.acknowledged).includes(0)) &&
        `a writer of volume ${volume.volume} never wrote: nothing was proven of it`,
    })),
    // Without a number of what was acknowledged nothing can be missed.
    rule(unknown, events.volumeRecords, (volume, entries) => ({
      unproven: unread(volume, entries).map(
        (who) => `what ${who} of volume ${volume.volume} had acknowledged is not known`,
      ),
    })),
  ],
};

/** The records that a volume has lost. */
export function lostIn({ records, acknowledged }: WrittenRecords): LostRecords[] {
  return lostRecords({ ...writtenIn(records), acknowledged });
}

function lost(volume: WrittenRecords): string | undefined {
  const records = lostIn(volume);
  if (records.length === 0) return undefined;
  const number = records.reduce((sum, { count }) => sum + count, 0);
  const which = records.slice(0, 5).map(({ what }) => what);
  return `volume ${volume.volume} lost ${number} acknowledged records: ${which.join(', ')}`;
}

/** Writers of which no number was read. */
function unread({ volume, acknowledged }: WrittenRecords, entries: readonly Entry[]): string[] {
  // Servers that were restored do not know the writers that were placed after the snapshot.
  const forgotten = events.rollbackDamage.of(entries).flatMap(({ damage }) => damage.map(({ id }) => id));
  const placed = events.writerPlaced.of(entries).filter((each) => each.volume === volume);
  const due = new Set([...placed.map(({ allocation }) => allocation), ...Object.keys(acknowledged)]);
  if (due.size === 0) return ['any writer'];
  return [...due]
    .filter((each) => acknowledged[each] !== 0 && !isAcknowledged(acknowledged[each]))
    .filter((each) => !forgotten.includes(each))
    .map((allocation) => `allocation ${allocation}`);
}
