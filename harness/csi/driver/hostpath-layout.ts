import { layoutIn } from '../../../fixtures/csi-hostpath/layout.ts';
import { nodePaths } from '../../cluster/index.ts';
import type { DriverProfile } from './schema.ts';

/** Where the driver of the default profile keeps things, as every client sees it. */
export const hostpathLayout = layoutIn(nodePaths.shared);

/** Where a driver of ours keeps things, as every client sees it. */
export function driverLayout({ monolith, node }: DriverProfile): ReturnType<typeof layoutIn> {
  const bind = (monolith ?? node)?.volumes?.find((each) => each.endsWith(':/shared'));
  return layoutIn(bind?.split(':')[0] ?? nodePaths.shared);
}

/** The folders, for a shell, in which drivers of ours keep volumes: that of the default profile, and others in a folder of their own. */
export const allVolumes = `${hostpathLayout.volumes} ${layoutIn(`${nodePaths.shared}/*`).volumes}`;

/** The files, for a shell, in which drivers of ours note their calls. */
export const allCalls = [nodePaths.shared, `${nodePaths.shared}/*`]
  .map((shared) => `${layoutIn(shared).calls}/*.ndjson`)
  .join(' ');

/** The folder in which the hostpath driver notes what a volume is attached to, as every client sees it; CSI's id may be `*`. */
export const attachmentsFolder = (externalId: string): string =>
  hostpathLayout.volume(externalId).attachments;
