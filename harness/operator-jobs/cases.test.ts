import { describe, expect, test } from 'vitest';
import { claim, job, readGiven, volume } from './fake-files.ts';

/** What an operator's tool has to answer for constructs of people's files. */

describe('volume files', () => {
  test.each([
    [
      'a topology',
      'topology_request {\n  required {\n    topology {\n      segments {\n        "topology.cloud.example/zone" = "z1"\n      }\n    }\n  }\n}\n',
    ],
    ['CHAP secrets', 'secrets {\n  "node.session.auth.password" = "not-real"\n}\n'],
  ])('quoted keys of %s are taken', async (_, block) => {
    const { found } = await readGiven({
      'a.nomad.hcl': job(claim('orders')),
      'v.volume.hcl': volume('orders', block),
    });
    expect(found?.volumes.map(({ spec }) => spec.ID)).toEqual(['orders']);
  });

  test('a per_alloc volume needs one file for each allocation', async () => {
    const count = 'variable "n" {\n  type = number\n  default = 3\n}\n';
    const asks = `${count}${job(`    count = var.n\n${claim('shard', 'per_alloc = true')}`)}`;
    const files = { '0.volume.hcl': volume('shard[0]'), '1.volume.hcl': volume('shard[1]') };
    const { refused } = await readGiven({ 'a.nomad.hcl': asks, ...files });
    expect(refused).toContain('a.nomad.hcl:12: volume "shard[2]" is not provided');
    expect((await readGiven({ 'a.nomad.hcl': asks, ...files }, { vars: { n: '2' } })).refused).toBe('');
  });

  test('modes outside of a capability block are refused, as Nomad does', async () => {
    const old =
      'id = "o"\nname = "o"\nplugin_id = "p"\naccess_mode = "single-node-writer"\nattachment_mode = "file-system"\n';
    const { refused } = await readGiven({ 'a.nomad.hcl': job(claim('o')), 'o.volume.hcl': old });
    expect(refused).toMatch(/^VOLUME_SPEC_INVALID 2 o\.volume\.hcl:4: access_mode: since 1\.1 Nomad refuses/);
  });

  test('all that is wrong in a volume file and a job file is said at once', async () => {
    const wrong = volume(
      'o',
      'namespace = ["a"]\ncapacity_max = "a lot"\nmount_options {\n  mount_flags = "ro"\n}\n',
    );
    const { refused } = await readGiven({ 'a.nomad.hcl': job('', '      vault {}'), 'o.volume.hcl': wrong });
    for (const place of [
      'o.volume.hcl:9:',
      'o.volume.hcl:10:',
      'o.volume.hcl:12:',
      'a.nomad.hcl:8: vault block',
    ])
      expect(refused).toContain(place);
  });
});

describe('what no rehearsal can give is refused with its line', () => {
  const constraint = (attribute: string, more = '') =>
    `  constraint {\n    attribute = "$${`{${attribute}}`}"\n    ${more}\n  }`;
  const refused: [text: string, message: string, from?: string][] = [
    [
      job('', '', '  multiregion {}'),
      'a.nomad.hcl:3: multiregion block: it is a feature of Nomad Enterprise',
    ],
    [job('', '      schedule {}'), 'a.nomad.hcl:8: schedule block: it is a feature of Nomad Enterprise'],
    [
      job('', '      resources {\n        numa {\n          affinity = "prefer"\n        }\n      }'),
      'a.nomad.hcl:9: numa block',
    ],
    [
      job('    disconnect {\n      replace = true\n    }'),
      'a.nomad.hcl:5: group.disconnect is new in Nomad 1.8.0, and --from is 1.6.1',
      '1.6.1',
    ],
    [
      job('', '      action "load" {\n        command = "/bin/cat"\n      }'),
      'a.nomad.hcl:8: task.action is new in Nomad 1.7.0',
      '1.6.1',
    ],
    [
      job('', '', '  type = "batch"\n  periodic {\n    crons = ["@daily", "@hourly"]\n  }'),
      'a.nomad.hcl:5: periodic.crons is new in Nomad 1.6.2',
      '1.6.1',
    ],
    [
      job('    dynamic "disconnect" {\n      for_each = [1]\n      content {}\n    }'),
      'group.disconnect is new in Nomad 1.8.0',
      '1.6.1',
    ],
    [
      job('', '', constraint('node.unique.name', 'value = "db-7"')),
      '{node.unique.name} = db-7: no client of the rehearsal meets it (there it is client-1, client-2',
    ],
    [job('', '', constraint('meta.rack', 'value = "r1"')), '(none has one)'],
    [job('', '', constraint('meta.rack', 'operator = "is_set"')), '{meta.rack} is_set: no client'],
    [
      job('    network {\n      port "http" {\n        host_network = "tailnet"\n      }\n    }'),
      'a.nomad.hcl:7: host network "tailnet" of port http',
    ],
    [
      job('', '      artifact {\n        source = "https://files.example/a.tgz"\n      }'),
      'a.nomad.hcl:8: artifact of task till',
    ],
    [
      job(
        '',
        '      template {\n        destination = "local/a"\n        data = <<EOT\nplain\n{{ key "a" }}\nEOT\n      }',
      ),
      'a.nomad.hcl:12: template of task till calls "key"',
    ],
    [job('').replace('"till"', `"${'t'.repeat(250)}"`), 'has 250 bytes, and at most 212 can run'],
    [job(`    service {\n      name = "${'s'.repeat(250)}"\n    }`), 'a.nomad.hcl:6: the name of service'],
  ];
  test.each(refused.map(([text, message, from]) => ({ text, message, from })))(
    '$message',
    async ({ text, message, from }) => {
      const { refused } = await readGiven({ 'a.nomad.hcl': text }, from === undefined ? {} : { from });
      expect(refused).toMatch(/^OWN_JOB_UNSUPPORTED 2 /);
      expect(refused).toContain(message);
    },
  );

  test.each([
    constraint('node.unique.name', 'value = "client-2"'),
    constraint('node.datacenter', 'operator = "regexp"\n    value = "^dc"'),
    constraint('node.datacenter', 'operator = "set_contains_any"\n    value = "fra1, dc1"'),
    constraint('meta.rack', 'operator = "!="\n    value = "r1"'),
    constraint('attr.cpu.arch', 'value = "riscv"'),
    '  constraint {\n    operator = "distinct_hosts"\n    value = "true"\n  }',
  ])('what a client may meet is left to Nomad: %j', async (above) => {
    expect((await readGiven({ 'a.nomad.hcl': job('', '', above) })).refused).toBe('');
  });

  test('all of it at once, with the image of a registry that is looked for later', async () => {
    const task = '      vault {}\n      schedule {}';
    const docker = job('', task, constraint('meta.rack', 'value = "r1"'))
      .replace('raw_exec', 'docker')
      .replace('command = "/bin/true"', 'image = "registry.example:5000/till:2"');
    const { refused } = await readGiven({ 'a.nomad.hcl': docker });
    const lines = refused
      .split('\n')

      .map((line) => line.split(':')[1]);
    expect(lines).toEqual(['4', '11', '12', '14']);
    expect(refused).toContain('image registry.example:5000/till:2: not looked for yet');
  });
});

describe('values of a wrong type', () => {
  test('are all named, where Nomad stops at the first', async () => {
    const text = `variable "n" {\n  type = number\n  default = "two"\n}\n${job('    count = var.n\n    network {\n      port "http" {\n        static = "http"\n      }\n    }', '      resources {\n        cpu = "1GHz"\n        memory = "64"\n      }').replace('["dc1"]', '"dc1"').replace('command = "/bin/true"', 'args = "-f"')}`;
    const { refused } = await readGiven({ 'a.nomad.hcl': text });
    expect(refused.split('\n')).toEqual([
      'OWN_JOB_INVALID 2 a.nomad.hcl:3: the default of variable "n" must be a number; got "two"',
      'a.nomad.hcl:6: datacenters must be a list; got "dc1"',
      'a.nomad.hcl:12: static must be a number; got "http"',
      'a.nomad.hcl:18: cpu must be a number; got "1GHz"',
      'a.nomad.hcl:22: args must be a list; got "-f"',
    ]);
  });
});

test.each([
  ['5s', true],
  ['1500ms', true],
  ['20s', false],
  ['1m5s', false],
])('stop_on_client_after of %s: said to stop work between two heartbeats: %s', async (limit, isSaid) => {
  const text = job('', '').replace(
    '    task ',
    `    disconnect {\n      stop_on_client_after = "${limit}"\n    }\n    task `,
  );
  const { notes } = await readGiven({ 'a.nomad.hcl': text });
  const said = `stop_on_client_after of ${limit} is shorter than the 20 s that may be between two heartbeats`;
  expect(notes).toEqual(isSaid ? [expect.stringContaining(said)] : []);
});

test('what runs and means something else here is said for what it is', async () => {
  const spread = '  spread {\n    attribute = "$' + '{node.datacenter}"\n    target "fra1" {}\n  }';
  const task = '      resources {\n        memory = 32\n        memory_max = 64\n      }';
  const binds =
    'image = "till:1"\n        volumes = ["/etc/localtime:/etc/localtime:ro", "local/a:/a"]\n        mount {\n          type = "bind"\n          source = "/srv"\n          target = "/srv"\n        }';
  const text = job(
    '',
    task,
    `${spread}\n  type = "batch"\n  parameterized {\n    payload = "required"\n    meta_required = ["who"]\n  }`,
  );
  const { notes } = await readGiven({
    'a.nomad.hcl': text.replace('raw_exec', 'docker').replace('command = "/bin/true"', binds),
  });
  expect(notes).toEqual([
    expect.stringContaining('a.nomad.hcl:18: memory_max of till has no effect'),
    expect.stringContaining('a.nomad.hcl:22: task till binds /etc/localtime: it is the node'),
    expect.stringContaining('a.nomad.hcl:23: task till binds /srv'),
    'a.nomad.hcl:3: spread over fra1: all nodes are in dc1',
    'a.nomad.hcl:8: job shop is dispatched only with a payload (--dispatch-payload shop=<file>) and meta who (--dispatch-meta shop.who=<value>)',
  ]);
});
