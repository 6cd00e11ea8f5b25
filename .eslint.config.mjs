import tseslint from 'typescript-eslint';

const writes = ['save', 'remove', 'softRemove', 'recover', 'upsert', 'preload', 'merge'];

/** Each rule says what to do instead. Boundaries between modules are checked by `npm run architecture`. */
export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', '.portico/**', 'coverage/**', 'src/metadata.ts', '**/*.cjs'] },
  ...tseslint.configs.strict,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: [] }, tsconfigRootDir: import.meta.dirname } },
    files: ['src/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts', 'ormconfig.ts'],
    rules: {
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/migrations/**', 'src/platform/database/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@nestjs/typeorm',
              message: 'Use Database from platform/database: an injected repository silently leaves the transaction.',
            },
            {
              name: 'typeorm',
              importNames: ['DataSource', 'EntityManager', 'getRepository'],
              message: 'Use Database from platform/database, the only door to TypeORM.',
            },
          ],
        },
      ],
      'no-restricted-syntax': [
        'error',
        ...writes.map((name) => ({
          selector: `CallExpression[callee.property.name='${name}'][callee.object.callee.property.name='repository']`,
          message: `repository.${name}() updates rows by whatever id the object carries, without a condition. Use insert, or update/execute with a condition and check the matched rows.`,
        })),
        {
          selector: "CallExpression[callee.name='forwardRef']",
          message: 'A circle: publish an event below, lift the use case to checkout, or declare a port below.',
        },
        { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
        {
          selector:
            "CallExpression[callee.property.name=/^on(ce)?$/][callee.object.object.name='reply'][callee.object.property.name='raw'][arguments.0.value='close']",
          message: 'Use whenOver: a response queued behind another never emits close when their connection breaks.',
        },
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: 'Inject Config; only platform/config, serve.ts and src/cli read the environment.',
        },
      ],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ['src/**/*.spec.ts'], rules: { 'max-lines-per-function': 'off', 'no-restricted-syntax': 'off' } },
  { files: ['src/serve.ts', 'src/openapi.ts', 'src/cli/**', 'src/platform/config/**'], rules: { 'no-restricted-syntax': 'off' } },
);
