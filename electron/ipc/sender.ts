import { originOf } from '../security/navigation.ts';

/** Who a message came from, as the browser process knows it; nothing in here is the page's own claim. */
export interface Sender {
  readonly webContentsId: number;
  /** Address of the frame that sent; null when the frame is gone. */
  readonly frameUrl: string | null;
  readonly isMainFrame: boolean;
}

/** Whether `sender` is the app's page: a window of ours, its main frame, the exact origin. */
export function isTrustedSender(
  sender: Sender,
  ourWebContents: ReadonlySet<number>,
  appOrigin: string,
): boolean {
  return (
    ourWebContents.has(sender.webContentsId) &&
    sender.isMainFrame &&
    sender.frameUrl !== null &&
    originOf(sender.frameUrl) === appOrigin
  );
}
