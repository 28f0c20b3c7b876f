import { expect, test } from 'vitest';
import { readGiven } from './fake-files.ts';
import { imagesInFile } from './image-names.ts';

const job = (inGroup: string, id = 'web') => `job "${id}" {
  group "app" {
    ${inGroup}
  }
}
`;
const task = (inTask: string) => `task "main" {
      driver = "docker"
      ${inTask}
    }`;

test.each([
  ['task "main" {\n      driver = "java"\n    }', 'a.nomad.hcl:4: driver "java" of task main'],
  [task('vault {}'), 'a.nomad.hcl:5: vault block'],
  [task('consul {}'), 'a.nomad.hcl:5: consul block'],
  [task('csi_plugin {}'), 'a.nomad.hcl:5: task main is a CSI plugin'],
  [task('config {\n privileged = true\n }'), 'a.nomad.hcl:6: task main is privileged'],
  [task('template {\n data = "{{ key \\"a/b\\" }}"\n }'), 'a.nomad.hcl:6: template of task main calls "key"'],
  [task('template {\n data = file("a.tpl")\n }'), 'a.nomad.hcl:6: file() reads files beside the job'],
  ['service {\n connect {}\n }', 'a.nomad.hcl:4: connect block'],
  ['network {\n mode = "cni/own"\n }', 'a.nomad.hcl:4: network mode "cni/own"'],
  ['volume "v" {\n type = "host"\n source = "logs"\n }', 'a.nomad.hcl:5: host volume "logs"'],
])('%j is refused with its place', async (inGroup, message) => {
  const { refused } = await readGiven({ 'a.nomad.hcl': job(inGroup) });
  expect(refused).toMatch(/^OWN_JOB_UNSUPPORTED 2 /);
  expect(refused).toContain(message);
});

test('a privileged task is let through where the nodes take it', async () => {
  const text = job(task('config {\n privileged = true\n }'));
  const { found } = await readGiven({ 'a.nomad.hcl': text }, { allowPrivileged: true });
  expect(found).toMatchObject({ jobs: [{ id: 'web' }] });
});

test("a file that only Nomad's CLI can read is let through where that reads the job later", async () => {
  const text = job(task('template {\n data = file("a.tpl")\n }'));
  const { found } = await readGiven({ 'a.nomad.hcl': text }, { cliLater: true });
  expect(found).toMatchObject({ jobs: [{ id: 'web' }] });
});

test('a bridge network with mapped ports is let through', async () => {
  const network = 'network {\n mode = "bridge"\n port "http" {\n static = 80\n to = 8080\n }\n }';
  expect(await readGiven({ 'a.nomad.hcl': job(network) })).toMatchObject({
    found: { jobs: [{ id: 'web' }] },
  });
});

test('what Consul and Vault are not asked for is let through', async () => {
  const template =
    'template {\n data = "{{ range $key, $service := nomadService \\"key\\" }}{{ .node }}{{ end }}"\n }';
  expect(await readGiven({ 'a.nomad.hcl': job(task(template)) })).toMatchObject({
    found: { jobs: [{ id: 'web' }] },
  });
});

test.each<[Record<string, string>, Record<string, string>, string]>([
  [{ 'a.nomad.hcl': 'job "a" {\n  type = = "x"\n}' }, {}, 'OWN_JOB_INVALID 2 a.nomad.hcl:2:'],
  [
    { 'a.nomad.hcl': 'name = "a"' },
    {},
    'OWN_JOB_INVALID 2 a.nomad.hcl:1: a job file holds one job block, this one 0',
  ],
  [
    { 'a.nomad.hcl': job(''), 'b.nomad.hcl': job('') },
    {},
    'OWN_JOB_INVALID 2 a.nomad.hcl and b.nomad.hcl are both job "web"',
  ],
  [
    { 'a.nomad.hcl': job('', 'upgrade-service') },
    {},
    'OWN_JOB_UNSUPPORTED 2 a.nomad.hcl:1: "upgrade-service"',
  ],
  [
    { 'a.nomad.hcl': `variable "x" {}\n${job('')}` },
    {},
    'OWN_JOB_INVALID 2 a.nomad.hcl:1: variable "x" has no default',
  ],
  [{ 'a.nomad.hcl': job('') }, { y: '1' }, 'OWN_VARIABLE_UNKNOWN 2 no file declares a variable y'],
])('%j with %j is refused', async (files, vars, message) => {
  const { refused } = await readGiven(files, { vars });
  expect(refused).toContain(message);
});

const csi = (source: string, more = '') => `volume "v" {\n type = "csi"\n source = ${source}\n ${more}}`;
const spec = (id: string) =>
  `id = "${id}"\nname = "${id}"\nplugin_id = "p"\ncapability {\n access_mode = "single-node-writer"\n attachment_mode = "file-system"\n}`;

test.each([
  [job(csi('"db"')), 'a.nomad.hcl:5: volume "db" is not provided by any --volume (given: data)'],
  [`variable "v" { default = "db" }\n${job(csi('var.v'))}`, 'a.nomad.hcl:6: volume "db"'],
  [job(`count = 2\n${csi('"data"', 'per_alloc = true\n')}`), 'volume "data[1]"'],
])('a volume that is not given is named with its place: %j', async (text, message) => {
  const { refused } = await readGiven({ 'a.nomad.hcl': text, 'v.volume.hcl': spec('data') });
  expect(refused).toMatch(/^OWN_VOLUME_MISSING 2 /);
  expect(refused).toContain(message);
});

test('images with known variables are named, others by who fills them in', async () => {
  const config = (image: string) => task(`config {\n image = ${image}\n }`);
  const images = async (image: string) => {
    const { found } = await readGiven({
      'a.nomad.hcl': `variable "tag" { default = "1" }\n${job(config(image))}`,
    });
    const { named, unresolved } = found?.jobs.map(imagesInFile)[0] ?? { named: [], unresolved: [] };
    return [...named.map(({ reference }) => reference), ...unresolved.map(({ laterBy }) => laterBy)];
  };
  expect(await images('"web:$' + '{var.tag}"')).toEqual(['web:1']);
  expect(await images('"web:$' + '{NOMAD_META_tag}"')).toEqual(['run-time']);
  expect(await images('lower("WEB")')).toEqual(['nomad']);
});
