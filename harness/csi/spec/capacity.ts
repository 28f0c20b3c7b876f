const units = new Map<string, bigint>([
  ['', 1n],
  ['b', 1n],
  ...(['k', 'm', 'g', 't', 'p'] as const).flatMap((prefix, at): [string, bigint][] => [
    [prefix, 1000n ** BigInt(at + 1)],
    [`${prefix}b`, 1000n ** BigInt(at + 1)],
    [`${prefix}i`, 1024n ** BigInt(at + 1)],
    [`${prefix}ib`, 1024n ** BigInt(at + 1)],
  ]),
]);

/**
 * A capacity of a volume specification in bytes: `10MiB` is binary, `10MB` and `10M` are decimal, a bare number
 * is bytes (Nomad volume specification, `capacity_min`). Undefined when it is not a capacity.
 */
export function parseCapacity(value: string | number): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(String(value).trim());
  if (match === null) return undefined;
  const unit = units.get((match[2] ?? '').toLowerCase());
  if (unit === undefined) return undefined;
  const bytes = Math.floor(Number(match[1]) * Number(unit));
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
