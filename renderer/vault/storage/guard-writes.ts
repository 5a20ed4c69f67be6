import type { Dexie } from 'dexie';
import type { DiskRoom } from './disk-room.ts';

/** Refuses to begin a write while the disk is full, so that the database is never left in the middle of one. */
export function guardWrites(store: Dexie, room: DiskRoom): void {
  store.use({
    stack: 'dbcore',
    name: 'disk-room',
    create: (core) => ({
      ...core,
      transaction(tables, mode, options) {
        if (mode === 'readwrite' && !room.hasRoom()) {
          throw new DOMException('The disk is full.', 'QuotaExceededError');
        }
        return core.transaction(tables, mode, options);
      },
    }),
  });
}
