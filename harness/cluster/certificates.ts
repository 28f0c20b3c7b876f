import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { AccessFolder } from '../access/index.ts';
import { loopback } from '../engine/index.ts';
import { UsageError } from '../errors.ts';
import type { TlsOptions } from '../nomad/index.ts';
import { hide } from '../secrets/index.ts';
import { isBefore } from '../version/index.ts';
import { tlsFolder } from './agent-config.ts';
import type { ClusterNode } from './node.ts';
import { nodePaths } from './node-paths.ts';

/** A certificate is for a run; nobody trusts its authority afterwards. */
const days = 30;
const roles = ['server', 'client', 'cli'] as const;
const files = ['ca.pem', ...roles.flatMap((role) => [`${role}.pem`, `${role}-key.pem`])];

/** @throws UsageError TLS_TOO_OLD where Nomad's own command cannot make the certificates */
export function requireTls(version: string): void {
  if (!isBefore(version, '1.5.0')) return;
  throw new UsageError('TLS_TOO_OLD', `--secure needs \`nomad tls\`, which Nomad ${version} does not have`, {
    next: 'use Nomad 1.5.0 or newer, or leave --secure out',
  });
}

/**
 * Has Nomad itself make an authority and certificates for this run, on one of its nodes, and keeps them for its clients; the
 * authority's key stays on the node. They are good for 127.0.0.1 and for the address given. https://developer.hashicorp.com/nomad/docs/commands/tls
 */
export async function makeCertificates(
  node: ClusterNode,
  { access, address = loopback }: { access: AccessFolder; address?: string | undefined },
): Promise<void> {
  const nomad = nodePaths.binary(node.agent.version);
  const also = address === loopback ? '' : `-additional-ipaddress ${address}`;
  const each = roles.map(
    (role) => `${nomad} tls cert create -${role} ${also} -days ${days} >/dev/null
      mv global-${role}-nomad.pem ${role}.pem; mv global-${role}-nomad-key.pem ${role}-key.pem`,
  );
  await node.shell(`set -e; mkdir -p ${tlsFolder}; cd ${tlsFolder}
    ${nomad} tls ca create -days ${days} >/dev/null
    ${each.join('\n')}
    mv nomad-agent-ca.pem ca.pem`);
  for (const file of files) {
    const text = await node.shell(`cat ${tlsFolder}/${file}`);
    // A line of a key is as good as a key, since a log may hold one alone.
    if (file.endsWith('-key.pem')) hide(text.split('\n').filter((line) => !line.startsWith('-----')));
    await access.write(file, text);
  }
}

/** Puts the certificates of `folder` on a node, before its agent starts. */
export async function giveCertificates(node: ClusterNode, folder: string): Promise<void> {
  for (const file of files) {
    const content = Readable.from(await readFile(join(folder, file)));
    await node.feed(`mkdir -p ${tlsFolder}; umask 077; cat > ${tlsFolder}/${file}`, content);
  }
}

/** What a client of the API needs. */
export function clientTls(folder: string): Required<Pick<TlsOptions, 'caFile' | 'certFile' | 'keyFile'>> {
  return {
    caFile: join(folder, 'ca.pem'),
    certFile: join(folder, 'cli.pem'),
    keyFile: join(folder, 'cli-key.pem'),
  };
}
