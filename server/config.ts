import path from 'node:path';
import { z } from 'zod';
import { Role } from '../shared/domain/role.ts';
import type { S3Place } from './objects/s3-bucket.ts';

const Origin = z.url({ protocol: /^https?$/u }).transform((text) => new URL(text).origin);
const CodesByRole = z.partialRecord(Role, z.string().min(8).max(64));

/** `s3://bucket` or `s3://bucket/path/of/keys`: no host, no key id, no password. */
const BUCKET_URL =
  /^s3:\/\/(?<bucket>[a-z\d][a-z\d.-]{1,61}[a-z\d])(?<path>(?:\/[\w-][\w.-]*)*)\/?$/u;

const Environment = z.object({
  FIELDSEAL_PORT: z.coerce.number().int().min(0).max(65_535).default(8440),
  FIELDSEAL_HOST: z.string().min(1).default('127.0.0.1'),
  FIELDSEAL_METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  FIELDSEAL_METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  FIELDSEAL_PUBLIC_ORIGIN: Origin.optional(),
  FIELDSEAL_DATA_DIR: z.string().min(1),
  FIELDSEAL_OBJECTS_URL: z
    .string()
    .transform((text) => BUCKET_URL.exec(text)?.groups)
    .pipe(z.object({ bucket: z.string(), path: z.string() }))
    .optional(),
  FIELDSEAL_OBJECTS_PATH_STYLE: z.literal('true').optional(),
  DATABASE_URL: z.string().min(1).optional(),
  FIELDSEAL_OWNER_DATABASE_URL: z.string().min(1).optional(),
  FIELDSEAL_SEED: z.literal('demo').optional(),
  FIELDSEAL_APP_DIR: z.string().min(1).optional(),
  FIELDSEAL_APP_ORIGINS: z.string().default('https://app.fieldseal.example'),
  FIELDSEAL_CODES: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(CodesByRole)
    .optional(),
  FIELDSEAL_LOG_LEVEL: z.literal(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

/** How one server process is set up; read once at start. */
export interface ServerConfig {
  readonly port: number;
  readonly host: string;
  /** Where Prometheus reads the metrics; undefined: nowhere. Never an address that the internet reaches. */
  readonly metrics: { readonly port: number; readonly host: string } | undefined;
  /** Origin laptops reach the server at: audience of assertions, base of every `htu`. Undefined: from the port. */
  readonly publicOrigin: string | undefined;
  readonly dataFolder: string;
  /** Bucket of the attachments; undefined: a folder in `dataFolder`. */
  readonly objects: S3Place | undefined;
  readonly databaseUrl: string | undefined;
  /** Login that owns the tables and changes the schema; undefined: the one of `databaseUrl` does. */
  readonly ownerDatabaseUrl: string | undefined;
  readonly seed: 'demo' | undefined;
  readonly appFolder: string | undefined;
  /** Origins of desktop apps that may call from another origin (CORS). */
  readonly appOrigins: readonly string[];
  /** One-time codes fixed by role, for tests and demonstrations. */
  readonly codes: z.infer<typeof CodesByRole>;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

/**
 * Reads the configuration from environment variables. An empty variable counts as absent.
 * @throws Error naming the variables that are wrong, never their values: they may hold passwords.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ServerConfig {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = safeParse(set);
  if (parsed === undefined || !parsed.success) {
    const names = parsed?.error.issues.map((issue) => String(issue.path[0])) ?? ['FIELDSEAL_CODES'];
    throw new Error(`Wrong or missing settings: ${[...new Set(names)].join(', ')}`);
  }
  const { data } = parsed;
  return {
    port: data.FIELDSEAL_PORT,
    host: data.FIELDSEAL_HOST,
    metrics:
      data.FIELDSEAL_METRICS_PORT === undefined
        ? undefined
        : { port: data.FIELDSEAL_METRICS_PORT, host: data.FIELDSEAL_METRICS_HOST },
    publicOrigin: data.FIELDSEAL_PUBLIC_ORIGIN,
    dataFolder: path.resolve(data.FIELDSEAL_DATA_DIR),
    objects: data.FIELDSEAL_OBJECTS_URL && {
      bucket: data.FIELDSEAL_OBJECTS_URL.bucket,
      prefix: prefixOf(data.FIELDSEAL_OBJECTS_URL.path),
      isPathStyle: data.FIELDSEAL_OBJECTS_PATH_STYLE === 'true',
    },
    databaseUrl: data.DATABASE_URL,
    ownerDatabaseUrl: data.FIELDSEAL_OWNER_DATABASE_URL,
    seed: data.FIELDSEAL_SEED,
    appFolder:
      data.FIELDSEAL_APP_DIR === undefined ? undefined : path.resolve(data.FIELDSEAL_APP_DIR),
    appOrigins: data.FIELDSEAL_APP_ORIGINS.split(',')
      .map((origin) => origin.trim())
      .filter((origin) => origin !== ''),
    codes: data.FIELDSEAL_CODES ?? {},
    logLevel: data.FIELDSEAL_LOG_LEVEL,
  };
}

/** What stands before every key, from `/path/of/keys`. */
function prefixOf(path: string): string {
  return path === '' ? '' : `${path.slice(1)}/`;
}

/** Undefined where a value is not even JSON. */
function safeParse(
  set: Readonly<Record<string, string | undefined>>,
): ReturnType<typeof Environment.safeParse> | undefined {
  try {
    return Environment.safeParse(set);
  } catch {
    return undefined;
  }
}
