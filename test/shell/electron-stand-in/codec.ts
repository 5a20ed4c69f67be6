/**
 * JSON for what Electron's structured clone carries and plain JSON loses: bytes and `undefined`. Runs in the page
 * worlds and in Node, so it uses what both have.
 */
export function encodeValue(value: unknown): unknown {
  if (value === undefined) return { $: 'undefined' };
  if (value instanceof Uint8Array) {
    return {
      $: 'bytes',
      text: Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join(''),
    };
  }
  if (Array.isArray(value)) return value.map(encodeValue);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encodeValue(item)]));
  }
  return value;
}

/** The reverse of `encodeValue`. */
export function decodeValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodeValue);
  if (typeof value !== 'object' || value === null) return value;
  const tagged = value as { readonly $?: unknown; readonly text?: string };
  if (tagged.$ === 'undefined') return undefined;
  if (tagged.$ === 'bytes') {
    const pairs = (tagged.text ?? '').match(/../gu) ?? [];
    return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decodeValue(item)]));
}
