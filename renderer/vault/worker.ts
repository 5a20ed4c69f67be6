import './jitless.ts';
import { expose } from 'comlink';
import { createVault } from './create-vault.ts';
import { installErrorTransfer } from './error-transfer.ts';
import { createDiskRoom } from './storage/disk-room.ts';

installErrorTransfer();
expose(
  createVault({
    databaseName: 'fieldseal',
    database: { indexedDB, IDBKeyRange, room: createDiskRoom() },
    fetch: (input, init) => fetch(input, init),
    now: () => new Date(),
  }),
);
