import type { ApiCall } from '../../renderer/vault/sync/api-call.ts';
import type { ApiClient } from '../../renderer/vault/sync/api-client.ts';

/** A client without a server behind it. */
export interface StandInServer {
  readonly api: ApiClient;
  /** Every call, in order. */
  readonly calls: ApiCall[];
  /** What a call is answered with, or an error thrown; tests replace it. */
  answer: (call: ApiCall) => unknown;
}

/** A client that keeps what it was asked. Its answers are validated like a server's. */
export function standInServer(): StandInServer {
  const server: StandInServer = {
    calls: [],
    answer: () => ({}),
    api: {
      async json(call, schema) {
        server.calls.push(call);
        return schema.parse(server.answer(call));
      },
      bytes: () => Promise.reject(new Error('no test asks for bytes')),
      async none(call) {
        server.calls.push(call);
        server.answer(call);
        return new Headers();
      },
    },
  };
  return server;
}
