import { syncBuiltinESMExports } from 'node:module';

/**
 * Replaces a function of one of Node's own modules, also for those that import it by name, until it is disposed. A mock of the
 * whole module would reach only what is loaded later, and files of unit tests share what a worker has loaded.
 */
export function replaced<Module, Name extends keyof Module>(
  module: Module,
  name: Name,
  by: Module[Name],
): Disposable {
  const set = (value: Module[Name]) => {
    module[name] = value;
    syncBuiltinESMExports();
  };
  const before = module[name];
  set(by);
  return { [Symbol.dispose]: () => set(before) };
}
