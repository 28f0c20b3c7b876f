export { compareVersions, isBefore } from './compare.ts';
export { correctionOf } from './correction.ts';
export { type Distance, lineAfter, lineOf, linesBetween } from './lines.ts';
export {
  buildCaution,
  isEnterprise,
  isVersion,
  parseBuild,
  parseVersion,
  parseWanted,
  type WantedVersion,
  withoutMetadata,
} from './parse.ts';
