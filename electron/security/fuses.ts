/** A switch in Electron's program file, flipped while packaging. */
export interface FuseRule {
  readonly enabled: boolean;
  readonly reason: string;
}

/** The fuses by electron-builder's names; `electronFuses` in electron-builder.yml must say the same. */
export const FUSES = {
  runAsNode: { enabled: false, reason: 'Else the signed program runs anybody’s script.' },
  enableCookieEncryption: { enabled: true, reason: 'What the browser keeps at rest is encrypted.' },
  enableNodeOptionsEnvironmentVariable: {
    enabled: false,
    reason: 'Else NODE_OPTIONS loads code into the main process.',
  },
  enableNodeCliInspectArguments: {
    enabled: false,
    reason: 'Else a debugger attaches to the process that releases shares.',
  },
  enableEmbeddedAsarIntegrityValidation: {
    enabled: true,
    reason: 'A changed archive does not start (macOS, Windows; Linux has no such check).',
  },
  onlyLoadAppFromAsar: { enabled: true, reason: 'Else a folder beside the archive replaces it.' },
  loadBrowserProcessSpecificV8Snapshot: {
    enabled: false,
    reason: 'We ship no snapshot, and a planted one is not covered by the integrity check.',
  },
  grantFileProtocolExtraPrivileges: { enabled: false, reason: 'Nothing is served from file:.' },
} as const satisfies Readonly<Record<string, FuseRule>>;
