import type { ShellApi } from '../../../shared/ipc/shell-api.ts';

declare global {
  interface Window {
    readonly fieldseal: ShellApi & Readonly<Record<string, (argument?: unknown) => unknown>>;
  }
}
