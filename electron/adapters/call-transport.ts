import { ipcMain, webContents, type IpcMainInvokeEvent } from 'electron';
import { CALL_CHANNEL, EVENT_CHANNEL, type ShellEventName } from '../../shared/ipc/channels.ts';
import { SHELL_EVENT_MAP, type EventPayload } from '../../shared/ipc/shell-calls.ts';
import type { CallRouter } from '../ipc/router.ts';
import type { Sender } from '../ipc/sender.ts';

/** Brings the one channel of calls to the router. */
export function serveCalls(router: CallRouter): void {
  ipcMain.handle(CALL_CHANNEL, (event, name: unknown, request: unknown) =>
    router.route(senderOf(event), name, request),
  );
}

/** Sends an event to the windows of `ids` that still exist. */
export function sendEvent<Name extends ShellEventName>(
  ids: ReadonlySet<number>,
  name: Name,
  payload: EventPayload<Name>,
): void {
  const checked = SHELL_EVENT_MAP[name].parse(payload);
  for (const id of ids) webContents.fromId(id)?.send(EVENT_CHANNEL, name, checked);
}

function senderOf(event: IpcMainInvokeEvent): Sender {
  const frame = event.senderFrame;
  return {
    webContentsId: event.sender.id,
    frameUrl: frame?.url ?? null,
    isMainFrame: frame !== null && frame.parent === null,
  };
}
