import type { Block, Mistake } from '../hcl/index.ts';
import { isBefore } from '../version/index.ts';
import { type Written, writtenIn } from './written.ts';

/**
 * Attributes and blocks of a job by the first version whose job specification has them (the `hcl` tags of Nomad's module `api`,
 * tag by tag). An older parser refuses them, or, compiled with a newer `api`, takes and forgets them.
 */
const since: Record<string, string> = {
  'template.wait': '1.2.4',
  'group.max_client_disconnect': '1.3.0',
  'service.provider': '1.3.0',
  'service.address': '1.3.0',
  'check.advertise': '1.3.0',
  'template.uid': '1.3.3',
  'template.gid': '1.3.3',
  'template.change_script': '1.3.4',
  'service.tagged_addresses': '1.4.0',
  'template.error_on_missing_key': '1.4.3',
  'task.identity': '1.5.0',
  'logs.disabled': '1.5.5',
  'job.node_pool': '1.6.0',
  'check.tls_server_name': '1.6.0',
  'periodic.crons': '1.6.2',
  'restart.render_templates': '1.6.2',
  'task.action': '1.7.0',
  'service.identity': '1.7.0',
  'identity.aud': '1.7.0',
  'identity.change_mode': '1.7.0',
  'identity.change_signal': '1.7.0',
  'identity.name': '1.7.0',
  'identity.ttl': '1.7.0',
  'group.prevent_reschedule_on_lost': '1.7.2',
  'check.failures_before_warning': '1.7.3',
  'job.ui': '1.8.0',
  'group.disconnect': '1.8.0',
  'artifact.insecure': '1.8.0',
  'volume_mount.selinux_label': '1.8.0',
  'check.notes': '1.8.1',
  'network.cni': '1.8.2',
  'resources.secrets': '1.8.3',
  'port.ignore_collision': '1.9.0',
  'identity.filepath': '1.9.0',
  'service.weights': '1.9.2',
  'artifact.chown': '1.9.2',
  'volume.sticky': '1.10.0',
  'template.once': '1.10.2',
  'service.kind': '1.10.3',
  'task.secret': '1.11.0',
  'group.max_run_duration': '2.0.3',
  'identity.extra_claims': '2.0.3',
  'change_script.run_on_first_render': '2.0.5',
};

/** Blocks that the open-source Nomad refuses or leaves without effect (Nomad docs, Enterprise). */
const enterprise = ['job.multiregion', 'task.schedule', 'resources.numa'];

/** What a job has that Nomad of this version does not know, and what is for Nomad Enterprise alone. */
export function newerOrEnterprise(job: Block, version: string): Mistake[] {
  return [...writtenIn(job)].flatMap((written): Mistake[] => {
    const { name, path } = written;
    if (enterprise.includes(name)) {
      const none = (written.value as Block['body']).affinity === 'none';
      return none
        ? []
        : [{ path, reason: `${name.split('.').at(-1)} block: it is a feature of Nomad Enterprise` }];
    }
    const first = since[name];
    if (first === undefined || !isBefore(version, first) || asksForNothing(written)) return [];
    return [{ path, reason: `${name} is new in Nomad ${first}, and --from is ${version}` }];
  });
}

/** What a newer Nomad fills into the JSON of a job that does not ask for it. */
const asksForNothing = ({ value }: Written) =>
  value === 'default' || value === 'consul' || value === false || value === 0;
