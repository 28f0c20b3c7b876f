export { type Damage, damageBetween } from './damage.ts';
export { rollBack, takeTicket } from './roll-back.ts';
