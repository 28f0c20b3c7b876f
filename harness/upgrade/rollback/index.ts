export type { Damage } from './damage.ts';
export { rollBack, takeTicket } from './roll-back.ts';
