import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, expect, test } from 'vitest';
import { type TempFolder, tempFolder } from '../temp-folder.ts';
import { type AgentRecord, NomadAgent, onAgent } from './agent.ts';

afterEach(() => onAgent(undefined));

/** A program that behaves as an agent does to a shell: it says that it has started, and stays. */
const program = `#!/bin/sh
echo "$0 Nomad agent started"
exec sleep 60
`;

/** A folder that a shell takes for the root of a node with these versions of Nomad. */
async function machine(root: TempFolder, versions: readonly string[], text = program) {
  for (const folder of ['run', 'log', ...versions]) await mkdir(join(root.path, folder), { recursive: true });
  for (const version of versions) {
    const file = join(root.path, version, 'nomad');
    await writeFile(file, text);
    await chmod(file, 0o755);
  }
  const here = (script: string) =>
    script
      .replaceAll('/opt/nomad/', `${root.path}/`)
      .replaceAll('/var/log/nomad-e2e/', `${root.path}/log/`)
      .replaceAll('/run/', `${root.path}/run/`);
  return {
    name: 'client-1',
    async exec(command: string[]) {
      const [shell = '', ...words] = command.map(here);
      const { exitCode = 1, stdout, stderr } = await execa(shell, words, { reject: false });
      return { exitCode, stdout, stderr };
    },
  };
}

test('an agent that another process has replaced is restarted with the version that ran', async () => {
  await using root = await tempFolder('agent');
  const node = await machine(root, ['1.5.6', '1.6.1']);
  const [upgrade, suite] = [new NomadAgent(node, '1.5.6'), new NomadAgent(node, '1.5.6')];
  await upgrade.start();
  await upgrade.end(5000);
  await upgrade.start({ version: '1.6.1' });
  const told: AgentRecord[] = [];
  onAgent((record) => told.push(record));

  await suite.restart({ with: 'KILL' });

  const log = await readFile(join(root.path, 'log/agent.log'), 'utf8');
  expect(log.match(/[\d.]+(?=\/nomad )/g)).toEqual(['1.5.6', '1.6.1', '1.6.1']);
  expect(told.map(({ did, version }) => `${did} ${version}`)).toEqual(['KILL 1.6.1', 'started 1.6.1']);
  expect(suite.version).toBe('1.6.1');
  await suite.stop('KILL');
});

test('an end says whether the agent had to be killed', async () => {
  await using root = await tempFolder('agent');
  const agent = new NomadAgent(await machine(root, ['1.6.1']), '1.6.1');
  await agent.start();
  expect(await agent.end(5000)).toEqual({ killed: false });
  expect(await agent.end(5000), 'an agent that is gone').toEqual({ killed: false });
});

test('an agent that ends at its start fails with what it wrote last', async () => {
  await using root = await tempFolder('agent');
  const agent = new NomadAgent(await machine(root, ['1.6.1'], '#!/bin/sh\necho no such key\n'), '1.6.1');
  await expect(agent.start()).rejects.toMatchObject({ code: 'AGENT_DIED', observed: 'no such key' });
});
