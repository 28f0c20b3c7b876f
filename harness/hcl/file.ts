import { type HclBody, parse } from './parse.ts';
import { declaredIn, type HclPath, lineAt, type Place, placesOf } from './places.ts';

/** An HCL file that parses. */
export interface HclFile {
  /** As messages name it. */
  file: string;
  source: string;
  body: HclBody;
  places: Place;
  /** Names of the variables that it declares. */
  declared: readonly string[];
}

/** @throws UsageError `code` with `file:line:column` when the text is not HCL */
export async function parseHcl(file: string, source: string, code: string): Promise<HclFile> {
  const body = await parse(file, source, code);
  const places = placesOf(source);
  return { file, source, body, places, declared: declaredIn(places) };
}

/** `file:line` of what stands at a path, or of the nearest thing around it. */
export const placeIn = ({ file, places }: HclFile, path: HclPath) => `${file}:${lineAt(places, path)}`;

/** Names of the variables that a text declares, whether or not it parses. */
export const declaredVariables = (source: string) => declaredIn(placesOf(source));
