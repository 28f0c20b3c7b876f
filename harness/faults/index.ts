export type { Rule } from '../../fixtures/csi-hostpath/rules.ts';
export { type Misbehaviour, misbehave, type RuleUse } from './driver/misbehave.ts';
