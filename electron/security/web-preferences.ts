/** What a window of ours is made with; checked field by field in a test, so that a change is noticed. */
export interface WindowPreferences {
  readonly preload: string;
  readonly nodeIntegration: false;
  readonly nodeIntegrationInWorker: false;
  readonly nodeIntegrationInSubFrames: false;
  readonly contextIsolation: true;
  readonly sandbox: true;
  readonly webviewTag: false;
  readonly webSecurity: true;
  readonly allowRunningInsecureContent: false;
  readonly experimentalFeatures: false;
  readonly navigateOnDragDrop: false;
  readonly safeDialogs: true;
  readonly spellcheck: false;
  readonly devTools: boolean;
}

/** The frozen preferences of every window. Developer tools exist only in an app that is not packaged. */
export function windowPreferences(preload: string, isPackaged: boolean): WindowPreferences {
  return Object.freeze({
    preload,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    contextIsolation: true,
    sandbox: true,
    webviewTag: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    // Dictionaries would be fetched from elsewhere, and learnt words are names kept in plain text.
    spellcheck: false,
    devTools: !isPackaged,
  });
}
