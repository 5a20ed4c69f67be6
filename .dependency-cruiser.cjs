/**
 * Who may import whom: section 2 of the design, as rules. `build/dependency-rules.test.ts` plants one
 * violation of each and expects it to be caught.
 */

const TESTS = '\\.test\\.[mc]?tsx?$';
const CRYPTO_PACKAGES =
  'node_modules/(hpke|@hpke|@noble|hash-wasm|jose|@simplewebauthn/server|@scure|shamir-secret-sharing)(/|$)';
/** The places where code may know which program it runs in; everything else there is plain Node. */
const ELECTRON_PLACES = '^electron/(main\\.ts$|preload\\.ts$|adapters/)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'shared-stands-alone',
      comment: 'shared runs in all three places and imports nothing of theirs.',
      severity: 'error',
      from: { path: '^shared/', pathNot: TESTS },
      to: { path: '^(renderer|electron|server)/' },
    },
    {
      name: 'renderer-electron-server-apart',
      comment: 'The three places know shared and never each other.',
      severity: 'error',
      from: { path: '^(renderer|electron|server)/' },
      to: { path: '^(renderer|electron|server)/', pathNot: '^$1/' },
    },
    {
      name: 'domain-knows-no-crypto',
      comment: 'Domain rules are about people and consent; sealing is somebody else’s work.',
      severity: 'error',
      from: { path: '^shared/domain/' },
      to: { path: '^shared/crypto/' },
    },
    {
      name: 'crypto-through-one-door',
      comment: 'Only shared/crypto may import a cryptographic package.',
      severity: 'error',
      from: { path: '^(shared|renderer|electron|server)/', pathNot: `^shared/crypto/|${TESTS}` },
      to: { path: CRYPTO_PACKAGES },
    },
    {
      name: 'ui-thread-holds-no-key',
      comment: 'Keys live in the vault worker; screens reach it through one typed interface.',
      severity: 'error',
      from: { path: '^renderer/(app|features|ui)/|^renderer/main\\.tsx$' },
      to: {
        path: '^shared/crypto/|^renderer/vault/(?![a-z-]*-api\\.ts$|vault-client\\.ts$)',
      },
    },
    {
      name: 'electron-only-at-the-edge',
      comment: 'The rest of electron/ takes narrow interfaces, so that it is tested in Node.',
      severity: 'error',
      from: { pathNot: `${ELECTRON_PLACES}|^(test|build)/` },
      to: { path: '(^|node_modules/)electron(/|$)', pathNot: '^electron/' },
    },
    {
      name: 'no-node-in-shared-or-renderer',
      comment: 'Both run in a browser page, where Node is absent.',
      severity: 'error',
      from: { path: '^(shared|renderer)/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'nobody-imports-tests-or-build',
      comment: 'What ships does not know how it is built or tested.',
      severity: 'error',
      from: { path: '^(shared|renderer|electron|server)/', pathNot: TESTS },
      to: { path: `^(test|build)/|${TESTS}` },
    },
    {
      name: 'no-cycles',
      comment: 'A cycle means that two files are one.',
      severity: 'error',
      from: { path: '^(shared|renderer|electron|server|build|test)/' },
      to: { circular: true },
    },
    {
      name: 'unlisted-package',
      comment: 'A package that package.json does not name is there by accident.',
      severity: 'error',
      // The benchmark's peers have a package.json of their own, and are installed by the benchmark only.
      from: {
        path: '^(shared|renderer|electron|server|build|test)/',
        pathNot: '^test/bench/peers/',
      },
      to: { dependencyTypes: ['unknown', 'undetermined', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'import-leads-nowhere',
      severity: 'error',
      from: {
        path: '^(shared|renderer|electron|server|build|test)/',
        pathNot: '^test/bench/peers/',
      },
      // Modules that Vite makes while bundling exist in no file.
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
    {
      name: 'server-ships-no-development-package',
      comment: 'The server runs from its sources: what it imports must be installed in production.',
      severity: 'error',
      from: { path: '^server/', pathNot: `${TESTS}|^server/test/` },
      to: {
        dependencyTypes: ['npm-dev'],
        pathNot: 'node_modules/@types/',
        dependencyTypesNot: ['type-only'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|dist|coverage|\\.toolchain)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
