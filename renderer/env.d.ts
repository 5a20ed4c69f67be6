/** Build-time settings; each must be named here, so that the bundler puts its value in and drops dead code. */
interface ImportMetaEnv {
  /** `1` in the build that the bulk demo drives; absent everywhere else. */
  readonly VITE_FIELDSEAL_DEMO?: string | undefined;
}
