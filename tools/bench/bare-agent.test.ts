import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../harness/temp-folder.ts';
import { BareAgent, freePorts } from './bare-agent.ts';

test('an agent that is a process of this machine takes work only from who has its token', async () => {
  await using folder = await tempFolder('trial');
  const binary = join(folder.path, 'nomad');
  await writeFile(binary, '#!/bin/sh\necho started; exec sleep 60\n');
  await chmod(binary, 0o755);
  const at = { binary, folder: join(folder.path, 'agent'), name: 'a', ports: await freePorts() };
  await using agent = await BareAgent.start({ ...at, role: {}, env: {} });
  await agent.waitForLine('started');
  const config: unknown = JSON.parse(await readFile(join(at.folder, 'agent.json'), 'utf8'));
  expect(config).toMatchObject({ bind_addr: '127.0.0.1', acl: { enabled: true } });
});
