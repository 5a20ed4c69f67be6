import type { ActiveSession } from '../vault-context.ts';

/** What a call of the person who is signed in is sent with: their server, and their own key. */
export function signedBy({ operator, operatorKeys }: ActiveSession): {
  readonly serverUrl: string;
  readonly key: ActiveSession['operatorKeys']['signing'];
} {
  return { serverUrl: operator.serverUrl, key: operatorKeys.signing };
}
