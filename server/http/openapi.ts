import fastifySwagger, {
  type SwaggerTransform,
  type SwaggerTransformObject,
} from '@fastify/swagger';
import type { FastifyInstance, FastifyPluginCallback, RouteOptions } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Problem, ROUTES } from '../../shared/sync/http-api.ts';
import { permissionsOf } from './route-access.ts';
import type { Wire } from './wire.ts';

const OPENAPI_VERSION = '3.1.0';
const PROBLEM = { $ref: '#/components/responses/Problem' };
/** A body of bytes, in OpenAPI 3.1: any content, without a schema for JSON. */
const BYTES = { schema: {} };

/** RFC 9449: the token in `Authorization`, and for each request a proof by the key that it is bound to. */
const SECURITY = {
  accessToken: {
    type: 'http' as const,
    scheme: 'DPoP',
    description: 'Access token of `POST /v1/token`, bound to the key of device or operator.',
  },
  dpopProof: {
    type: 'apiKey' as const,
    in: 'header' as const,
    name: 'DPoP',
    description: 'A fresh proof (RFC 9449) with `htm`, `htu` and `ath`, for this request alone.',
  },
};

/** Collects every route that is registered from now on; the document is made from their own schemas. */
export async function installOpenApi(app: FastifyInstance): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: OPENAPI_VERSION,
      info: {
        title: 'Fieldseal server',
        version: '1',
        description: 'What the messages hold, byte by byte: docs/protocol.md.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: SECURITY,
        responses: {
          Problem: {
            description: 'Problem details (RFC 9457) with a code of the closed table',
            content: { 'application/problem+json': { schema: problemSchema() } },
          },
        },
      },
    },
    exposeHeadRoutes: true,
    transform: describeRoute,
    transformObject: addProblems,
  });
}

/** Serves the document. */
export const openApiRoutes: FastifyPluginCallback = (app, _options, done) => {
  app.get(ROUTES.openApi, () => app.swagger());
  done();
};

type Transformed = ReturnType<SwaggerTransform>;

const describeRoute: SwaggerTransform = (made) => {
  const { route } = made;
  const isOfInterface = route.url.startsWith('/v1/') && route.method !== 'OPTIONS';
  if (!isOfInterface) return { schema: { hide: true }, url: made.url };
  // A route without a schema has none here, whatever the types say.
  const { schema, url } = jsonSchemaTransform({ ...made, schema: { ...made.schema } });
  return { schema: { ...schema, ...accessOf(route), ...wireOf(route.config?.wire, schema) }, url };
};

/** Every operation may answer a problem; the guarded ones certainly do without a token or permission. */
const addProblems: SwaggerTransformObject = (made) => {
  if (!('openapiObject' in made)) throw new Error('not an OpenAPI document');
  const { openapiObject } = made;
  for (const item of Object.values(openapiObject.paths ?? {})) {
    for (const operation of Object.values(item as Readonly<Record<string, Operation>>)) {
      const isGuarded = operation['x-fieldseal-permission'] !== 'public';
      Object.assign(operation.responses, {
        ...(isGuarded ? { 401: PROBLEM, 403: PROBLEM } : {}),
        default: PROBLEM,
      });
    }
  }
  return openapiObject;
};

interface Operation {
  readonly 'x-fieldseal-permission': string;
  readonly responses: object;
}

function accessOf(route: RouteOptions): object {
  const { access, otherAccess } = route.config ?? {};
  if (access === undefined) return { 'x-fieldseal-permission': 'public', security: [] };
  return {
    'x-fieldseal-permission': permissionsOf({ access, otherAccess }),
    security: [{ accessToken: [], dpopProof: [] }],
  };
}

function wireOf(wire: Wire | undefined, schema: Transformed['schema']): object {
  const { body, answer, headers } = wire ?? {};
  return {
    ...(body === undefined ? {} : { body: { content: { [body]: BYTES } } }),
    ...(headers === undefined ? {} : { headers: headersSchema(headers) }),
    response:
      answer === undefined ? (schema['response'] ?? {}) : { [answer.status]: answerOf(answer) },
  };
}

function answerOf({ status, type }: NonNullable<Wire['answer']>): object {
  if (type !== undefined) return { description: 'Bytes', content: { [type]: BYTES } };
  return { description: status === 204 ? 'Done' : 'Answered by headers', type: 'null' };
}

function headersSchema(headers: Readonly<Record<string, string>>): object {
  return {
    type: 'object',
    required: Object.keys(headers),
    properties: Object.fromEntries(
      Object.entries(headers).map(([name, description]) => [name, { type: 'string', description }]),
    ),
  };
}

function problemSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(Problem);
  // The document names the draft once for all.
  delete schema.$schema;
  return schema;
}
