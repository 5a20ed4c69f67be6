import { powerMonitor } from 'electron';
import type { EventPayload } from '../../shared/ipc/shell-calls.ts';
import { LOCK_EVENTS } from '../services/lock.ts';

/** Calls back at each event of the system at which the vault must lock. Only after the app is ready. */
export function onLockEvent(listener: (payload: EventPayload<'lockRequested'>) => void): void {
  const monitor: NodeJS.EventEmitter = powerMonitor;
  for (const [event, reason] of Object.entries(LOCK_EVENTS)) {
    monitor.on(event, () => listener({ reason }));
  }
}
