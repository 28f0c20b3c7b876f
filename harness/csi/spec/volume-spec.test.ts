import { expect, test } from 'vitest';
import { UsageError } from '../../errors.ts';
import { readVolumeSpec, VolumeFile } from './volume-spec.ts';

const minimal = `id        = "v1"
name      = "one"
plugin_id = "hostpath"

capability {
  access_mode     = "single-node-writer"
  attachment_mode = "file-system"
}
`;

const parseVolumeSpec = async (file: string, source: string, vars?: Record<string, string>) =>
  (await VolumeFile.parse(file, source)).spec(vars);

async function refusalOf(source: string, vars?: Record<string, string>): Promise<UsageError> {
  const failure = await parseVolumeSpec('v.volume.hcl', source, vars).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failure instanceof UsageError)) throw new Error(`expected a UsageError, got ${String(failure)}`);
  return failure;
}

test('a full specification becomes the body of the API call', async () => {
  const spec = await parseVolumeSpec(
    'v.volume.hcl',
    `type         = "csi"
id           = "\${var.volume_id}"
name         = "data of \${var.volume_id}"
external_id  = "ext"
plugin_id    = var.plugin
capacity_min = "10MiB"
capacity_max = "1G"
capability {
  access_mode     = "single-node-writer"
  attachment_mode = "file-system"
}
capability {
  access_mode     = "multi-node-multi-writer"
  attachment_mode = "block-device"
}
mount_options {
  fs_type     = "ext4"
  mount_flags = ["noatime"]
}
topology_request {
  required {
    topology {
      segments {
        rack = "R1"
      }
    }
  }
}
secrets {
  key = "value"
}
parameters = { tier = 2 }
context {
  endpoint = "e"
}
`,
    { volume_id: 'v7', plugin: 'hostpath' },
  );
  expect(spec).toEqual({
    ID: 'v7',
    Name: 'data of v7',
    ExternalID: 'ext',
    PluginID: 'hostpath',
    RequestedCapacityMin: 10 * 1024 * 1024,
    RequestedCapacityMax: 1_000_000_000,
    RequestedCapabilities: [
      { AccessMode: 'single-node-writer', AttachmentMode: 'file-system' },
      { AccessMode: 'multi-node-multi-writer', AttachmentMode: 'block-device' },
    ],
    MountOptions: { FSType: 'ext4', MountFlags: ['noatime'] },
    RequestedTopologies: { Required: [{ Segments: { rack: 'R1' } }] },
    Secrets: { key: 'value' },
    Parameters: { tier: '2' },
    Context: { endpoint: 'e' },
  });
});

test('modes outside a capability block, as files for Nomad before 1.1 have them, are refused as Nomad does', async () => {
  const old = 'access_mode = "single-node-writer"\nattachment_mode = "file-system"\n';
  const refusal = await refusalOf(`id = "v"\nname = "v"\nplugin_id = "p"\n${old}`);
  expect(refusal.message).toBe(
    'v.volume.hcl:4: access_mode: since 1.1 Nomad refuses a file with it outside of a capability block: ' +
      'write at least one capability block with access_mode and attachment_mode',
  );
  expect(await parseVolumeSpec('v.volume.hcl', `${minimal}${old}`)).toMatchObject({
    AccessMode: 'single-node-writer',
  });
});

test('an unknown access mode names its line and the allowed values', async () => {
  const refusal = await refusalOf(minimal.replace('single-node-writer', 'single-writer'));
  expect(refusal.code).toBe('VOLUME_SPEC_INVALID');
  expect(refusal.exitCode).toBe(2);
  expect(refusal.message).toBe(
    'v.volume.hcl:6: capability.access_mode must be one of "single-node-reader-only", "single-node-writer", ' +
      '"multi-node-reader-only", "multi-node-single-writer", "multi-node-multi-writer"; got "single-writer"',
  );
});

test('a mistake in a second block is traced to the second block', async () => {
  const refusal = await refusalOf(
    `${minimal}\ncapability {\n  access_mode     = "multi-node-multi-writer"\n  attachment_mode = "disk"\n}\n`,
  );
  expect(refusal.message).toMatch(
    /^v\.volume\.hcl:12: capability\.attachment_mode .*"file-system", "block-device"; got "disk"$/,
  );
});

test('names in quotes are taken in a block, as the CLI of Nomad does', async () => {
  const quoted = `secrets {
  "node.session.auth" = "a"
}
topology_request {
  required {
    topology { segments { "topology.example.com/zone" = "b" } }
  }
}
`;
  expect(await parseVolumeSpec('v.volume.hcl', `${minimal}${quoted}`)).toMatchObject({
    Secrets: { 'node.session.auth': 'a' },
    RequestedTopologies: { Required: [{ Segments: { 'topology.example.com/zone': 'b' } }] },
  });
  const refusal = await refusalOf(`${minimal}${quoted}mount_options {\n  "fstype" = "ext4"\n}\n`);
  expect(refusal.message).toBe('v.volume.hcl:18: unknown field "fstype"');
});

test('broken HCL gives file, line and column', async () => {
  const refusal = await refusalOf(`${minimal}mount_options {\n  fs_type = \n}\n`);
  expect(refusal.code).toBe('VOLUME_SPEC_INVALID');
  expect(refusal.message).toMatch(/^v\.volume\.hcl:10:\d+: Invalid expression/);
});

test.each([
  ['an unknown field', `${minimal}acess_mode = "x"\n`, /^v\.volume\.hcl:9: unknown field "acess_mode"$/],
  [
    'an unknown field in a block',
    `${minimal}mount_options {\n  fstype = "ext4"\n}\n`,
    /^v\.volume\.hcl:10: unknown field "fstype"$/,
  ],
  [
    'a capacity that is none',
    `${minimal}capacity_min = "10 apples"\n`,
    /^v\.volume\.hcl:9: capacity_min: "10 apples" is not a capacity/,
  ],
  [
    'max below min',
    `${minimal}capacity_min = "2MB"\ncapacity_max = "1MB"\n`,
    /^v\.volume\.hcl:10: capacity_max: must not be less/,
  ],
  [
    'two sources',
    `${minimal}clone_id = "a"\nsnapshot_id = "b"\n`,
    /^v\.volume\.hcl:9: clone_id: only one of/,
  ],
  ['a host volume', `type = "host"\n${minimal}`, /^v\.volume\.hcl:1: type must be one of "csi"; got "host"$/],
  ['no id', minimal.replace(/^id.*\n/, ''), /^v\.volume\.hcl:1: id: /],
  [
    'no capability',
    minimal.slice(0, minimal.indexOf('capability')),
    /^v\.volume\.hcl:1: capability: at least one/,
  ],
  [
    'a mode missing in a block',
    minimal.replace(/ +attachment_mode.*\n/, ''),
    /^v\.volume\.hcl:5: capability\.attachment_mode must be one of .*got nothing$/,
  ],
  [
    'a variable without value',
    minimal.replace('"v1"', `"\${var.volume_id}"`),
    /^v\.volume\.hcl:1: variable "volume_id" has no value$/,
  ],
])('%s is refused with its line', async (_name, source, message) => {
  expect((await refusalOf(source)).message).toMatch(message);
});

test('a value of a variable is data: placeholders in it are not replaced again', async () => {
  const spec = await parseVolumeSpec('v.volume.hcl', minimal.replace('"one"', `"\${var.a}"`), {
    a: `\${var.b}`,
    b: 'no',
  });
  expect(spec.Name).toBe(`\${var.b}`);
});

test('a declared variable has its default unless a value is given', async () => {
  const source = `variable "label" {\n  type    = string\n  default = "plain"\n}\n${minimal.replace('"one"', 'var.label')}`;
  expect((await parseVolumeSpec('v.volume.hcl', source)).Name).toBe('plain');
  expect((await parseVolumeSpec('v.volume.hcl', source, { label: 'given' })).Name).toBe('given');
});

test('all mistakes are reported at once', async () => {
  const refusal = await refusalOf(`${minimal.replace('file-system', 'fs')}size = 3\n`);
  expect(refusal.message.split('\n')).toHaveLength(2);
});

test('a missing file is a usage error', async () => {
  await expect(readVolumeSpec('no-such.volume.hcl')).rejects.toMatchObject({
    code: 'VOLUME_SPEC_UNREADABLE',
  });
});
