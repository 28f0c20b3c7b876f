import type { Defect } from '../defect.ts';
import { type Edit, edited } from '../inject/edited.ts';

const lifecycle = (name: string) => [`suites/lifecycle/${name}.e2e.ts`];
const csi = (name: string) => [`suites/csi/${name}.e2e.ts`];

/** A task with this hook becomes a main task. */
const noLifecycle = (hook: string): Edit => [
  new RegExp(String.raw`lifecycle \{\s+hook\s+= "${hook}"\s+sidecar = false\s+\}`),
  '',
];

/** Jobs and volume files that have lost what the suite is about. */
export const jobDefects: readonly Defect[] = (
  [
    {
      id: 'lifecycle-dropped',
      what: 'the init task has no lifecycle block',
      inject: edited('lifecycle/ordered.nomad.hcl', noLifecycle('prestart')),
      suites: lifecycle('drivers'),
      test: /with driver exec/,
      because: /start of main, after the end of init: expected \d+ to be greater than \d+/,
    },
    {
      id: 'download-unordered',
      what: 'the task that downloads is no prestart task',
      inject: edited('lifecycle/download.nomad.hcl', [/var\.ordered \? \["prestart"\] : \[\]/, '[]']),
      suites: lifecycle('prestart-download'),
      test: /main waits for the prestart download/,
      because: /starts of main during the download: expected 1 to be/,
    },
    {
      id: 'control-reads-nothing',
      what: 'main of the negative control fails without having looked at the file',
      inject: edited('lifecycle/download.nomad.hcl', [/command = "file"/, 'command = "false"']),
      suites: lifecycle('prestart-control'),
      test: /without the lifecycle block/,
      because: /expected '' to contain '\/alloc\/data\/download'/,
    },
    {
      id: 'hooks-swapped',
      what: 'the poststart task is a prestart task',
      inject: edited('lifecycle/poststart.nomad.hcl', [/"poststart"(\s+sidecar = false)/, '"prestart"$1']),
      suites: lifecycle('poststart'),
      test: /poststart tasks start after main/,
      because: /start of register, after main's: expected \d+ to be greater than \d+/,
    },
    {
      id: 'poststart-is-main',
      what: 'the poststart task that does its work once is a main task',
      inject: edited('lifecycle/poststart.nomad.hcl', noLifecycle('poststart')),
      suites: lifecycle('poststart'),
      test: /no poststart task starts while main is held back/,
      because: /starts of register before main: expected 1 to be/,
    },
    {
      id: 'sidecar-ends',
      what: 'the sidecar beside main is a task that has to end before main starts',
      inject: edited('lifecycle/log-shipper.nomad.hcl', [/sidecar = true/, 'sidecar = false']),
      suites: lifecycle('sidecar'),
      test: /a sidecar ships the log of main/,
      because: /waiting for state of task main in allocation .*main pending/s,
    },
    {
      id: 'sidecar-loses-lines',
      what: 'the sidecar does not ship what is left when it is stopped',
      inject: edited('lifecycle/log-shipper.nomad.hcl', [/done\n\s+ship\n/, 'done\n']),
      suites: lifecycle('sidecar'),
      test: /a sidecar ships the log of main/,
      because: /…\(36\) \] to deeply equal .*…\(86\) \]/,
    },
    {
      id: 'leader-dropped',
      what: 'no task is the leader of its group',
      inject: edited('lifecycle/leader.nomad.hcl', [/leader = true/, '']),
      suites: lifecycle('leader'),
      test: /when the leader ends/,
      because: /waiting for end of allocation .* of job .*-leader\n.*follower running/s,
    },
    {
      id: 'poststop-is-main',
      what: 'the poststop task is a main task',
      inject: edited('lifecycle/poststop.nomad.hcl', noLifecycle('poststop')),
      suites: lifecycle('poststop'),
      test: /when the job is stopped/,
      because: /start of cleanup, after main's end: expected \d+ to be greater than \d+/,
    },
    {
      id: 'restarts-dropped',
      what: 'the restart policy allows no restart',
      inject: edited('lifecycle/failing-prestart.nomad.hcl', [/attempts = 2/, 'attempts = 0']),
      suites: lifecycle('failing-prestart'),
      test: /retried by its restart policy/,
      because: /tries: one and two restarts: expected 1 to be 3/,
    },
    {
      id: 'prestarts-are-main',
      what: 'three prestart tasks are main tasks',
      inject: edited('lifecycle/prestarts.nomad.hcl', noLifecycle('prestart')),
      suites: lifecycle('prestarts'),
      test: /several prestarts run at the same time/,
      because: /expected 'failed' to be 'complete'|expected \d+ to be greater than \d+/,
    },
    {
      id: 'init-reruns',
      what: 'init is a main task, which is restarted with the others',
      inject: edited('lifecycle/restarts.nomad.hcl', noLifecycle('prestart')),
      suites: lifecycle('restarts'),
      test: /main that fails is restarted alone/,
      because: /expected \{ init: \d+, sidecar: 1 \} to deeply equal \{ init: 1, sidecar: 1 \}/,
    },
    {
      id: 'type-fixed',
      what: 'a job that is asked for as a system job is a batch job',
      inject: edited('lifecycle/ordered.nomad.hcl', [/type = var\.type/, 'type = "batch"']),
      suites: lifecycle('job-types'),
      test: /in a system job/,
      because: /timed out after 60\.\d s waiting for allocations of job .*-ordered/,
    },
    {
      id: 'reader-writes',
      what: 'the reader claims the volume for writing',
      inject: edited('csi/reader.nomad.hcl', [/read_only {7}= true/, 'read_only       = false']),
      suites: csi('multi-node-single-writer'),
      test: /beside its one writer/,
      because: /could not be placed: .*exhausted its available writer claims/,
    },
    {
      id: 'access-mode-changed',
      what: 'the writer asks for a volume that any number may write',
      inject: edited('csi/writer.nomad.hcl', [
        /access_mode {5}= var\.access_mode/,
        'access_mode     = "multi-node-multi-writer"',
      ]),
      suites: csi('writers-count-two'),
      test: /a group of two writers/,
      because: /promise resolved .* instead of rejecting/,
    },
    {
      id: 'mount-dropped',
      what: 'the task that writes has no volume_mount',
      inject: edited(
        'csi/put-file.nomad.hcl',
        [/volume_mount \{[^}]*\}/, ''],
        [/cd \/data/, 'mkdir -p /data; cd /data'],
      ),
      suites: csi('file-same-node'),
      test: /next job on the same node/,
      because: /expected \{\} to deeply equal \{ 'hello-/,
    },
    {
      id: 'driver-is-node-only',
      what: 'the driver is registered as a node plugin, without its controller',
      inject: edited('csi/plugin.nomad.hcl', [/type {6}= "monolith"/, 'type      = "node"']),
      suites: csi('plugin-monolith'),
      test: /healthy on every client/,
      because: /waiting for plugin .* healthy with 2 nodes and 2 controllers/,
    },
    {
      id: 'parameters-dropped',
      what: 'the volume file has no parameters',
      inject: edited('csi/full.volume.hcl', [/parameters \{[^}]*\}/, '']),
      suites: csi('volume-create'),
      test: /created as its file says/,
      because: /expected .* to deeply equal \{ tier: 'fast' \}/,
    },
    {
      id: 'context-dropped',
      what: 'the volume file for a registration has no context',
      inject: edited('csi/existing.volume.hcl', [/context \{[^}]*\}/, '']),
      suites: csi('volume-register'),
      test: /deregistering keeps the data/,
      because: /Context: \{\}.* to match object .*endpoint: 'kept-by-nomad'/,
    },
    {
      id: 'snapshot-dropped',
      what: 'the volume file names no snapshot to begin with',
      inject: edited('csi/restored.volume.hcl', [/snapshot_id = var\.snapshot_id/, '']),
      suites: csi('volume-snapshot'),
      test: /made from a snapshot/,
      because: /expected \{\} to deeply equal \{ 'hello-/,
    },
  ] satisfies Omit<Defect, 'where'>[]
).map((defect) => ({ where: 'job', ...defect }));
