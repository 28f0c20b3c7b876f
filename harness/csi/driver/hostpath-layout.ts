import { layoutIn } from '../../../fixtures/csi-hostpath/layout.ts';
import { nodePaths } from '../../cluster/index.ts';

/** Where the driver of the default profile keeps things, as every client sees it. */
export const hostpathLayout = layoutIn(nodePaths.shared);

/** The folders, for a shell, in which drivers of ours keep volumes: that of the default profile, and others in a folder of their own. */
export const allVolumes = `${hostpathLayout.volumes} ${layoutIn(`${nodePaths.shared}/*`).volumes}`;
