import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

/** An empty database on the suite's PostgreSQL, for one journey. */
export interface OwnDatabase {
  readonly url: string;
  /** Rows of one question, for looking behind the screens. */
  ask<T extends pg.QueryResultRow>(question: string): Promise<readonly T[]>;
  drop(): Promise<void>;
}

export async function createOwnDatabase(): Promise<OwnDatabase> {
  const name = `journey_${randomBytes(8).toString('hex')}`;
  const server = inject('postgresUrl');
  await run(server, `create database ${name}`);
  const own = new URL(server);
  own.pathname = `/${name}`;
  return {
    url: own.href,
    ask: <T extends pg.QueryResultRow>(question: string) => run<T>(own.href, question),
    drop: async () => {
      await run(server, `drop database ${name} with (force)`);
    },
  };
}

async function run<T extends pg.QueryResultRow>(
  url: string,
  statement: string,
): Promise<readonly T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(statement)).rows;
  } finally {
    await client.end();
  }
}
