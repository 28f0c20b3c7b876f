import type { Defect } from '../defect.ts';
import { misbehaving, misbehavingAtAll, misbehavingOn } from '../inject/misbehaving.ts';

/** Storage of which each volume is a file system of its own. */
const block = 'hostpath-block';
const csi = (name: string) => [`suites/csi/${name}.e2e.ts`];
const sameNode = { suites: csi('file-same-node'), test: /next job on the same node/ };
const otherNodes = { suites: csi('file-other-nodes'), test: /for a job on every other node/ };
const afterEnd = { suites: csi('release-after-end'), test: /after its holder ended by itself/ };
const snapshot = { suites: csi('volume-snapshot'), test: /made from a snapshot/ };
const expand = { suites: csi('volume-expand'), test: /grows, and keeps its file/ };
const create = { suites: csi('volume-create'), test: /created as its file says/ };
const list = { suites: csi('volume-list'), test: /the driver itself lists a volume until/ };
const grown = { suites: csi('volume-list'), test: /lists a volume with its grown size/ };
const error = (message: string) => ({ code: 'INTERNAL', message }) as const;

/** A driver that answers ok and has not done it, or has done something else. */
export const driverDefects: readonly Defect[] = (
  [
    {
      id: 'loses-data',
      what: 'the driver shows an empty folder at each publish',
      inject: misbehaving({ call: 'nodePublishVolume', lie: 'loses-data' }),
      ...sameNode,
      because: /expected \{\} to deeply equal \{ 'hello-/,
    },
    {
      id: 'shows-another-volume',
      what: 'the driver shows the content of another volume',
      inject: misbehaving({ call: 'nodePublishVolume', lie: 'shows-another-volume' }),
      suites: csi('volumes-apart'),
      test: /three volumes/,
      because: /expected \[.* to deeply equal \[/,
    },
    {
      id: 'admits-two-writers',
      what: 'the driver attaches a volume to a second node that only one may have',
      inject: misbehaving({ call: 'controllerPublishVolume', lie: 'admits-two-writers' }),
      suites: csi('attach-exclusive'),
      test: /holds the second back/,
      because: /the second claim: expected 'running' to be 'refused'/,
    },
    {
      id: 'ignores-readonly',
      what: 'the driver mounts writable what is asked for read-only',
      inject: misbehaving({ call: 'nodePublishVolume', lie: 'ignores-readonly' }),
      suites: csi('multi-node-single-writer'),
      test: /beside its one writer/,
      because: /read-claim-mounted-writable/,
    },
    {
      id: 'corrupts-data',
      what: 'the driver changes one byte when the volume is unpublished',
      inject: misbehaving({ call: 'nodeUnpublishVolume', lie: 'corrupts-data' }),
      ...otherNodes,
      because: /expected \{ 'hello-.* to deeply equal \{ 'hello-/,
    },
    {
      id: 'loses-last-write',
      what: 'the driver drops the last line of what was written when the volume is unpublished',
      inject: misbehaving({ call: 'nodeUnpublishVolume', lie: 'loses-last-write' }),
      suites: csi('writers-race'),
      test: /jobs that race/,
      because: /expected \[ 9, 9, 9 \] to deeply equal \[ 10, 10, 10 \]/,
    },
    {
      id: 'does-not-publish',
      what: 'the driver stages a volume and mounts nothing at the target',
      inject: misbehaving({ call: 'nodePublishVolume', lie: 'does-not-publish' }),
      suites: csi('volume-detach'),
      test: /detaching a volume/,
      because: /bind source path does not exist: .*per-alloc/,
    },
    {
      id: 'keeps-attachment',
      what: 'the driver never detaches, though it says so',
      inject: misbehaving({ call: 'controllerUnpublishVolume', lie: 'never-releases' }),
      ...afterEnd,
      because: /ControllerUnpublishVolume is missing/,
    },
    {
      id: 'keeps-mount',
      what: 'the driver never unmounts the target, though it says so',
      inject: misbehaving({ call: 'nodeUnpublishVolume', lie: 'never-releases' }),
      ...afterEnd,
      because: /NodeUnpublishVolume is missing/,
    },
    {
      id: 'keeps-stage',
      what: 'the driver never unmounts the staging path, though it says so',
      inject: misbehaving({ call: 'nodeUnstageVolume', lie: 'never-releases' }),
      suites: csi('release-after-stop'),
      test: /holder was stopped/,
      because: /NodeUnstageVolume is missing/,
    },
    {
      id: 'releases-early',
      what: 'the driver gives the attachment up as soon as the volume is published',
      inject: misbehaving({ call: 'nodePublishVolume', lie: 'releases-early' }),
      suites: csi('volume-in-use'),
      test: /neither deregistered nor deleted/,
      because: /is attached to \/ but got .*volume in use/,
    },
    {
      id: 'refuses-released',
      what: 'the driver refuses a volume once as held by another node, when nobody holds it',
      inject: misbehaving({
        ...{ call: 'controllerPublishVolume', times: 1 },
        error: { code: 'FAILED_PRECONDITION', message: 'the volume is attached to another node' },
      }),
      ...sameNode,
      byLedger: true,
      because: /^claim-history: .* nobody held it: a release was lost/,
    },
    {
      id: 'releases-late',
      what: 'the driver takes longer to unpublish than a release may take',
      inject: misbehaving({ call: 'nodeUnpublishVolume', delayMs: 25_000 }),
      suites: csi('release-after-stop'),
      test: /holder was purged/,
      because: /timed out after (19|20)\.\d s waiting for claims of volume/,
    },
    {
      id: 'wrong-node-id',
      what: 'the driver gives another id for its node than the one it attaches to',
      inject: misbehavingAtAll({ call: 'nodeGetInfo', lie: 'wrong-node-id' }),
      suites: csi('plugin-split'),
      test: /driver split in two jobs/,
      because: /there is no node client-\d-other/,
      alone: true,
    },
    {
      id: 'empty-snapshot',
      what: 'the driver makes a snapshot that holds nothing',
      inject: misbehaving({ call: 'createSnapshot', lie: 'empty-snapshot' }),
      ...snapshot,
      because: /expected \{\} to deeply equal \{ 'hello-/,
    },
    {
      id: 'unlisted-snapshot',
      what: 'the driver leaves a snapshot out of its list',
      inject: misbehaving({ call: 'listSnapshots', lie: 'omits-from-list' }),
      ...snapshot,
      because: /to include 'snap-/,
    },
    {
      id: 'undeleted-snapshot',
      what: 'the driver keeps a snapshot that it says to have deleted',
      inject: misbehaving({ call: 'deleteSnapshot', lie: 'deletes-nothing' }),
      ...snapshot,
      because: /to not include 'snap-/,
    },
    {
      id: 'ignores-source',
      what: 'the driver makes an empty volume when asked for one from a snapshot',
      inject: misbehaving({ call: 'createVolume', lie: 'ignores-source' }),
      ...snapshot,
      because: /expected \{\} to deeply equal \{ 'hello-/,
    },
    {
      id: 'ignores-expansion',
      what: 'the driver grows nothing, and answers with the old size',
      inject: misbehaving({ call: 'controllerExpandVolume', lie: 'ignores-expansion' }),
      ...expand,
      because: /Capacity: 1048576.* to match object .*Capacity: 33554432/,
    },
    {
      id: 'grows-nothing-in-use',
      what: 'the driver leaves the file system of a volume in use as small as it was, and says that it has grown',
      inject: misbehavingOn(block, { call: 'nodeExpandVolume', lie: 'grows-nothing-in-use' }),
      make: { driver: block },
      suites: csi('volume-full'),
      test: /with xfs takes more at once/,
      because: /No space left on device/,
    },
    {
      id: 'mounts-any-file-system',
      what: 'the driver mounts whatever file system a volume has, whichever is asked for',
      inject: misbehavingOn(block, { call: 'nodeStageVolume', lie: 'mounts-any-file-system' }),
      make: { driver: block },
      suites: csi('volume-file-system'),
      test: /mounted only when/,
      because: /expected 'complete' to be 'failed'/,
    },
    {
      id: 'answers-half',
      what: 'the driver says that a volume is half as large as was asked for',
      inject: misbehaving({ call: 'createVolume', lie: 'answers-half' }),
      ...create,
      because: /expected 524288 to be greater than or equal to 1048576/,
    },
    {
      id: 'feigns-expansion',
      what: 'the driver grows nothing, and answers with the size that it was asked for',
      inject: misbehaving({ call: 'controllerExpandVolume', lie: 'feigns-expansion' }),
      ...grown,
      because: /CapacityBytes: 33554432/,
    },
    {
      id: 'unlisted-volume',
      what: 'the driver leaves a volume out of its list',
      inject: misbehaving({ call: 'listVolumes', lie: 'omits-from-list' }),
      ...list,
      because: /expected \[\] to have a length of 1/,
    },
    {
      id: 'undeleted-volume',
      what: 'the driver keeps a volume that it says to have deleted',
      inject: misbehaving({ call: 'deleteVolume', lie: 'deletes-nothing' }),
      ...list,
      because: /expected \[ \{.* to deeply equal \[\]/,
    },
    {
      id: 'fails-create',
      what: 'the driver cannot create a volume',
      inject: misbehaving({ call: 'createVolume', error: error('no space in the pool') }),
      ...create,
      because: /no space in the pool/,
    },
    {
      id: 'fails-attach',
      what: 'the driver cannot attach a volume',
      inject: misbehaving({ call: 'controllerPublishVolume', error: error('no route to the array') }),
      ...sameNode,
      because: /has left no output: .*no route to the array/,
    },
    {
      id: 'fails-stage',
      what: 'the driver cannot stage a volume',
      inject: misbehaving({ call: 'nodeStageVolume', error: error('mkfs is missing') }),
      ...sameNode,
      because: /has left no output: .*mkfs is missing/,
    },
  ] satisfies Omit<Defect, 'where'>[]
).map((defect) => ({ where: 'driver', ...defect }));
