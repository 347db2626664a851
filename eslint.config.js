import tseslint from 'typescript-eslint';

/** Typed lint, every rule an error. Plain JavaScript (setup/) runs before the packages are there and is not typed. */
export default tseslint.config(
  { ignores: ['node_modules/', 'data/', 'coverage/', 'review/built/', '**/*.js', '**/*.mjs'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Only config.ts reads the environment; take the value as a parameter.',
        },
      ],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  { files: ['config.ts'], rules: { 'no-restricted-properties': 'off' } },
  { files: ['cli/**', 'test/**'], rules: { 'no-console': 'off' } },
  { files: ['test/**'], rules: { 'no-restricted-properties': 'off' } },
);
