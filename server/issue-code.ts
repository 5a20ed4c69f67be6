import { parseArgs } from 'node:util';
import { readConfig } from './config.ts';
import { openEmbeddedDatabase, openPostgres } from './db/open-database.ts';
import { openScoped, WHOLE_PROGRAMME } from './db/scope.ts';
import { issueCode } from './provisioning/issue-code.ts';
import { FieldsealError } from '../shared/errors/fieldseal-error.ts';

/**
 * `node server/issue-code.ts --operator ID`, with the server's environment: prints one line of JSON with a new
 * one-time code for that person. With the embedded database the server must be stopped first.
 */
async function main(): Promise<void> {
  try {
    const { values } = parseArgs({ options: { operator: { type: 'string' } } });
    if (values.operator === undefined) throw new Error('say for whom: --operator ID');
    const config = readConfig(process.env);
    const db =
      config.databaseUrl === undefined
        ? await openEmbeddedDatabase(config.dataFolder)
        : openPostgres(config.databaseUrl);
    try {
      const { operator } = values;
      const scoped = await openScoped(db);
      const code = await scoped
        .within(WHOLE_PROGRAMME, (all) => issueCode(all, operator))
        .catch(async (error: unknown) => {
          if (!(error instanceof FieldsealError) || error.code !== 'server.not-found') throw error;
          const people = await scoped.within(WHOLE_PROGRAMME, (all) =>
            all.selectFrom('people').select('operator_id').execute(),
          );
          const ids = people.map((person) => person.operator_id).join(', ');
          throw new Error(`nobody has this operator id; there are: ${ids}`);
        });
      process.stdout.write(`${JSON.stringify({ operatorId: values.operator, code })}\n`);
    } finally {
      await db.destroy();
    }
  } catch (error) {
    process.stderr.write(`No code was issued: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}

await main();
