import './jitless.ts';
import { expose } from 'comlink';
import { createVault } from './create-vault.ts';
import { installErrorTransfer } from './error-transfer.ts';
import { createDiskProbe } from './storage/disk-probe.ts';

installErrorTransfer();
expose(
  createVault({
    databaseName: 'fieldseal',
    database: { indexedDB, IDBKeyRange },
    fetch: (input, init) => fetch(input, init),
    now: () => new Date(),
    isDiskFull: createDiskProbe(),
  }),
);
