/** Functions of consul-template that ask Consul or Vault (consul-template docs, Templating Language). */
const functions: Record<string, 'Consul' | 'Vault'> = {
  caLeaf: 'Consul',
  caRoots: 'Consul',
  connect: 'Consul',
  datacenters: 'Consul',
  exportedServices: 'Consul',
  key: 'Consul',
  keyExists: 'Consul',
  keyExistsGet: 'Consul',
  keyOrDefault: 'Consul',
  ls: 'Consul',
  node: 'Consul',
  nodes: 'Consul',
  partitions: 'Consul',
  peerings: 'Consul',
  safeLs: 'Consul',
  safeTree: 'Consul',
  service: 'Consul',
  services: 'Consul',
  tree: 'Consul',
  pkiCert: 'Vault',
  secret: 'Vault',
  secrets: 'Vault',
};

/** The functions of Consul and Vault that a template calls, each once. */
export function templateCalls(data: string): { name: string; system: 'Consul' | 'Vault' }[] {
  const actions = [...data.matchAll(/\{\{([\s\S]*?)\}\}/g)].map(([, action = '']) => action);
  const words = actions.flatMap((action) => {
    // What is quoted is text or a comment, and `$key` and `.key` are values.
    const code = action.replaceAll(/"(?:\\.|[^"\\])*"|`[^`]*`|\/\*[\s\S]*?\*\//g, '""');
    return [...code.matchAll(/(?<![\w$.])[A-Za-z]\w*/g)].map(([word]) => word);
  });
  return [...new Set(words)].flatMap((name) => {
    const system = Object.hasOwn(functions, name) ? functions[name] : undefined;
    return system ? [{ name, system }] : [];
  });
}
