import type { DemoPerson } from '../../build/lib/server-process.ts';
import type { FaultLaptop } from './laptop.ts';
import { acceptGrant, approveAll, PASSPHRASE, setUpOperator, unlockVault } from './page-vault.ts';

/** An administrator and an enumerator share this laptop; the enumerator's vault is open afterwards. Answers their id. */
export async function provisionEnumerator(
  { page, url }: FaultLaptop,
  people: readonly DemoPerson[],
): Promise<string> {
  const codeOf = (role: string): string =>
    people.find((person) => person.role === role)?.code ?? '';
  const administratorId = await setUpOperator(page, url, codeOf('administrator'));
  const operatorId = await setUpOperator(page, url, codeOf('enumerator'));
  await unlockVault(page, { operatorId: administratorId, passphrase: PASSPHRASE });
  await approveAll(page);
  await unlockVault(page, { operatorId, passphrase: PASSPHRASE });
  await acceptGrant(page);
  return operatorId;
}
