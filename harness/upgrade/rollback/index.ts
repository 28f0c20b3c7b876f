export { rollBack, takeTicket } from './roll-back.ts';
