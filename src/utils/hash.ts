/** One text for one value, whatever the order of object keys: what React Query compares query keys by. */
export function hashKey(key: unknown): string {
  return JSON.stringify(key, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const fields = value as Record<string, unknown>;
    return Object.fromEntries(
      Object.keys(fields)
        .sort()
        .map((name) => [name, fields[name]]),
    );
  });
}
