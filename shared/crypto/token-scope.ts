/** Where tokens are used; the use is part of the key, so tokens of two laptops or of laptop and server do not join. */
export type TokenScope =
  | { readonly use: 'laptop'; readonly deviceId: string }
  | { readonly use: 'programme'; readonly programmeId: string };

/** The scope as it stands in the derivation of every key of that scope. */
export function scopeName(scope: TokenScope): string {
  return scope.use === 'laptop' ? `laptop/${scope.deviceId}` : `programme/${scope.programmeId}`;
}
