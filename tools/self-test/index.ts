export { list, run } from './command.ts';
export { defects } from './defects/index.ts';
