export { list, run } from './command.ts';
