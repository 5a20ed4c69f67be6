import security from 'eslint-plugin-security';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const NO_DEFAULT_EXPORT = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name: a name that is searched for is found.',
};
const NO_ENUM = {
  selector: 'TSEnumDeclaration',
  message: 'Use a union of string literals: enums do not survive type stripping.',
};
const NO_CRYPTO_SUBTLE = {
  selector: "MemberExpression[object.name='crypto'][property.name='subtle']",
  message: 'Only shared/crypto calls crypto.subtle; use its door, shared/crypto/index.ts.',
};
const NODE_BUILT_INS = {
  group: ['node:*'],
  message: 'This folder runs in the renderer too, where Node is absent.',
};

const NO_HTML_IN_STRINGS = [
  {
    selector: "MemberExpression[property.name='innerHTML']",
    message: 'Text reaches the page through React only; markup from data is an injection.',
  },
  {
    selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
    message: 'Text reaches the page through React only; markup from data is an injection.',
  },
];

export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      '.toolchain/',
      '.fieldseal/',
      'out/',
      'dist/',
      'coverage/',
      'demo-output/',
    ],
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: {
          allowDefaultProject: ['*.config.ts'],
          defaultProject: 'build/tsconfig.json',
        },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { security },
    rules: {
      'max-lines': ['error', { max: 500 }],
      'no-console': 'error',
      'no-eval': 'error',
      'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT, NO_ENUM, NO_CRYPTO_SUBTLE],
      'prefer-const': 'error',
      eqeqeq: 'error',
      'security/detect-bidi-characters': 'error',
      'security/detect-buffer-noassert': 'error',
      'security/detect-eval-with-expression': 'error',
      'security/detect-new-buffer': 'error',
      'security/detect-pseudoRandomBytes': 'error',
      // detect-unsafe-regex is left out: it counts nested repeats and refuses even (?:[0-9a-f]{2})*.
      '@typescript-eslint/consistent-type-imports': 'error',
      // An unused parameter that only holds a place is named with an underscore.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // `() => setX(y)` in an event handler is clear enough.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Numbers in a template are not a mistake.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Spreading a string into code points is what normalisation wants.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // React and Fastify take async handlers where their types say void.
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { arguments: false, attributes: false } },
      ],
    },
  },
  {
    files: ['{shared,renderer}/**/*.{ts,tsx}'],
    rules: { 'no-restricted-imports': ['error', { patterns: [NODE_BUILT_INS] }] },
  },
  {
    files: ['shared/crypto/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT, NO_ENUM] },
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      'no-restricted-syntax': [
        'error',
        NO_DEFAULT_EXPORT,
        NO_ENUM,
        NO_CRYPTO_SUBTLE,
        ...NO_HTML_IN_STRINGS,
      ],
    },
  },
  {
    // Tests and scripts: they print, they run in Node, and they look into crypto to check it.
    files: ['{build,test}/**/*.ts', '**/*.test.{ts,tsx}'],
    rules: {
      'no-console': 'off',
      'no-restricted-imports': 'off',
      'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT, NO_ENUM],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    // shared's own project leaves tests out, so that it can do without Node's types.
    files: ['shared/**/*.test.ts'],
    languageOptions: { parserOptions: { projectService: false, project: 'test/tsconfig.json' } },
  },
  {
    // Tools' configuration files and reporters are read by their default export.
    files: ['*.config.ts', 'build/vite/*.config.ts', 'build/vitest/*.ts'],
    rules: { 'no-restricted-syntax': ['error', NO_ENUM] },
  },
);
