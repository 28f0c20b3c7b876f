/** Shorter texts are hidden by their key alone: replacing them everywhere would redact ordinary text. */
const shortest = 8;
/** Of a text that is cut somewhere, so much is enough to be hidden. */
const cutAt = 16;
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is how a colour begins
const colour = /\x1b\[[\d;]*m/g;

/** A text that a reader must not see, in all the forms in which it may be written. */
export interface Forms {
  /** Longest first. */
  readonly whole: readonly string[];
  /** Its begin, when it is long: messages are cut. */
  readonly begin: string | undefined;
  readonly plain: string;
}

/** Whether a secret can be told from other text: it has 8 characters, and is no mere word unless it has 16. */
export function isDistinct(secret: string): boolean {
  if (secret.length < shortest) return false;
  return secret.length >= 16 || !/^(?:[a-z]+|[A-Z]+|[0-9]+)$/.test(secret);
}

/** As it is, within JSON, within a URL, and within base64, wherever in it it begins. */
export function formsOf(secret: string): Forms {
  const url = encodeURIComponent(secret);
  const plain = [secret, JSON.stringify(secret).slice(1, -1), url, url.replaceAll('%20', '+')];
  const base64 = [0, 1, 2].flatMap((offset) => {
    const text = base64At(secret, offset);
    return [text, text.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const whole = [...new Set([...plain, ...base64])].sort((a, b) => b.length - a.length);
  return { whole, begin: secret.length > 1.5 * cutAt ? secret.slice(0, cutAt) : undefined, plain: secret };
}

/** What of its base64 depends on the secret alone when `offset` bytes stand before it. */
function base64At(secret: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
  return bytes.toString('base64').slice(Math.ceil((offset * 4) / 3), Math.floor((bytes.length * 4) / 3));
}

/** The text with `instead` in the place of each form. */
export function without(text: string, { whole, begin, plain }: Forms, instead: string): string {
  let rest = text;
  for (const form of whole) if (rest.includes(form)) rest = rest.replaceAll(form, instead);
  return begin === undefined || !rest.includes(begin) ? rest : withoutCut(rest, plain, begin, instead);
}

function withoutCut(text: string, secret: string, begin: string, instead: string): string {
  const [first = '', ...others] = text.split(begin);
  const ends = others.map((after) => {
    let same = 0;
    while (same < after.length && after[same] === secret[begin.length + same]) same += 1;
    return instead + after.slice(same);
  });
  return first + ends.join('');
}

/** As `without`, also where colours of a terminal stand within the secret, as in a coloured difference. */
export function withoutColoured(text: string, forms: Forms, instead: string): string {
  const rest = without(text, forms, instead);
  if (!rest.replaceAll(colour, '').includes(forms.plain)) return rest;
  const parts = [...forms.plain].map((sign) => sign.replace(/[\\^$.*+?()[\]{}|]/, '\\$&'));
  return rest.replaceAll(new RegExp(parts.join(`(?:${colour.source})*`), 'g'), instead);
}
