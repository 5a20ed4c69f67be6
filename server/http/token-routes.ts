import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { ROUTES, TokenRequest, TokenResponse } from '../../shared/sync/http-api.ts';
import { issueToken, TOKEN_LIFETIME_SECONDS } from '../auth/issue-token.ts';
import { offeringNonces, type ProofChecks } from '../auth/proof-checks.ts';
import type { ServerDeps } from '../deps.ts';

/** The token endpoint (RFC 6749 section 4.4). Takes the form it asks for, and the same as JSON. */
export function tokenRoutes(deps: ServerDeps, checks: ProofChecks): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, body, parsed) => {
        parsed(null, Object.fromEntries(new URLSearchParams(body.toString())));
      },
    );
    app.post(
      ROUTES.token,
      {
        schema: {
          body: TokenRequest,
          response: { 200: TokenResponse },
          consumes: ['application/x-www-form-urlencoded', 'application/json'],
        },
        config: { rateLimit: { max: deps.limits.polls, timeWindow: '1 minute' } },
      },
      async (request, reply) => {
        const { token } = await offeringNonces(checks, reply, () =>
          issueToken(deps, checks, request.body.client_assertion, request.headers),
        );
        return {
          access_token: token,
          token_type: 'DPoP' as const,
          expires_in: TOKEN_LIFETIME_SECONDS,
        };
      },
    );
    done();
  };
}
