const mounted = '/sys/fs/cgroup';
const throttle = 'blkio/blkio.throttle.write_iops_device';
/**
 * Cgroups that a node has directly below its own: of its agent and engine (node-init moves them there), of containers and of other
 * tasks. Docker and Nomad make theirs with their first task and take one that is there.
 */
const children = ['init', 'docker', 'nomad.slice'];

/**
 * Shell script of a node that limits what it writes to the device `$at` (`major:minor`), a second; 0 ends the limit. With cgroup v2
 * a node may not limit itself, but what is below it, one by one: what is made later is below one of them.
 */
export function limitWrites(writes: number, root = mounted): string {
  return `if [ -f ${root}/cgroup.controllers ]; then
      for child in ${children.join(' ')} $(cd ${root} && ls -d */); do
        mkdir -p "${root}/$child" && echo "$at wiops=${writes || 'max'}" > "${root}/$child/io.max" || exit
      done
    else echo "$at ${writes}" > ${root}/${throttle}; fi`;
}

/** Shell command that succeeds where the kernel takes such a limit. */
export function limitsWrites(root = mounted): string {
  return `if [ -f ${root}/cgroup.controllers ]; then grep -qw io ${root}/cgroup.subtree_control; else [ -w ${root}/${throttle} ]; fi`;
}
