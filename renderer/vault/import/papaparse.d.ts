/** The little of Papa Parse that is used: its published types would bring Node's into the renderer. */
declare module 'papaparse' {
  interface ParseFault {
    readonly code: string;
    readonly row?: number | undefined;
  }
  const Papa: {
    parse(
      text: string,
      options: { readonly delimitersToGuess: readonly string[] },
    ): { readonly data: readonly (readonly string[])[]; readonly errors: readonly ParseFault[] };
  };
  // eslint-disable-next-line no-restricted-syntax -- how the package exports itself
  export default Papa;
}
