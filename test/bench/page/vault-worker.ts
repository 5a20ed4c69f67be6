import '../../../renderer/vault/jitless.ts';
import { expose } from 'comlink';
import { createVaultParts } from '../../../renderer/vault/create-vault.ts';
import { installErrorTransfer } from '../../../renderer/vault/error-transfer.ts';
import { createVaultBench } from './vault-bench.ts';

installErrorTransfer();
// The product's worker, with one difference: the page names the database, and the measurements stand beside the calls.
const { vault, context } = createVaultParts({
  databaseName: self.name,
  database: { indexedDB, IDBKeyRange },
  fetch: (input, init) => fetch(input, init),
  now: () => new Date(),
});
expose({ ...vault, ...createVaultBench(vault, context) });
