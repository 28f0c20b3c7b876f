export { compareVersions, isBefore } from './compare.ts';
export { type Distance, lineOf, linesBetween } from './lines.ts';
export {
  isEnterprise,
  isFips,
  isVersion,
  parseBuild,
  parseVersion,
  parseWanted,
  type WantedVersion,
  withoutMetadata,
} from './parse.ts';
