/**
 * The only code of ours between the page and the shell: sandboxed, one file, no schemas. Requests are checked
 * in the main process, where the page can't reach.
 */
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { createBridgeApi } from './ipc/bridge-api.ts';
import { API_KEY } from '../shared/ipc/channels.ts';

const api = createBridgeApi({
  invoke: (channel, ...args) => ipcRenderer.invoke(channel, ...args),
  listen(channel, listener) {
    const withoutEvent = (_event: IpcRendererEvent, ...args: readonly unknown[]): void => {
      listener(...args);
    };
    ipcRenderer.on(channel, withoutEvent);
    return () => {
      ipcRenderer.removeListener(channel, withoutEvent);
    };
  },
});

contextBridge.exposeInMainWorld(API_KEY, api);
