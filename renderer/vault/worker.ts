import './jitless.ts';
import { expose } from 'comlink';
import { createVault } from './create-vault.ts';
import { installErrorTransfer } from './error-transfer.ts';
import { createDiskRoom } from './storage/disk-room.ts';

/** How long after an unlock or a save the pages are looked after: the first searches come before. */
const IDLE_MS = 5000;

installErrorTransfer();
expose(
  createVault({
    databaseName: 'fieldseal',
    database: { indexedDB, IDBKeyRange, room: createDiskRoom() },
    fetch: (input, init) => fetch(input, init),
    now: () => new Date(),
    whenIdle: (work) => void setTimeout(() => void work(), IDLE_MS),
  }),
);
