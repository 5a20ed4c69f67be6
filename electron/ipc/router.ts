import type { z } from 'zod';
import { FieldsealError, settle, type Outcome } from '../../shared/errors/fieldseal-error.ts';
import type { ShellCallName } from '../../shared/ipc/channels.ts';
import {
  SHELL_CALL_MAP,
  type CallResponse,
  type ParsedRequest,
  type ShellCall,
} from '../../shared/ipc/shell-calls.ts';
import { errorName, type Logger } from '../services/logger.ts';
import type { Sender } from './sender.ts';

/** What does the work of each call. It gets parsed values of a trusted sender, nothing else. */
export type CallHandlers = {
  readonly [Name in ShellCallName]: (
    request: ParsedRequest<Name>,
    sender: Sender,
  ) => CallResponse<Name> | Promise<CallResponse<Name>>;
};

export interface RouterOptions {
  readonly handlers: CallHandlers;
  readonly isTrusted: (sender: Sender) => boolean;
  readonly logger: Logger;
}

export interface CallRouter {
  /** Never rejects: a refusal is an outcome with a closed code, and no text of an error passes. */
  route(sender: Sender, name: unknown, request: unknown): Promise<Outcome<unknown>>;
  /** From now on every call is refused with `shell.shutting-down`; settles when those begun have ended. */
  shutDown(): Promise<void>;
}

/** Checks of every call, in this order: sender, shutdown, name, arguments; then the handler, under its time limit. */
export function createCallRouter(options: RouterOptions): CallRouter {
  const { handlers, isTrusted, logger } = options;
  const running = new Set<Promise<unknown>>();
  let isShuttingDown = false;

  async function answer(sender: Sender, name: unknown, request: unknown): Promise<unknown> {
    if (!isTrusted(sender)) throw new FieldsealError('shell.sender-refused');
    if (isShuttingDown) throw new FieldsealError('shell.shutting-down');
    if (!isCallName(name)) throw new FieldsealError('shell.channel-unknown');
    const call: ShellCall = SHELL_CALL_MAP[name];
    const parsed = call.request.safeParse(request);
    if (!parsed.success) throw new FieldsealError('shell.arguments-invalid', { call: name });
    // The map pairs each name with its handler's types; TypeScript can't follow that through a union.
    const handle = handlers[name] as (request: unknown, sender: Sender) => unknown;
    const work = Promise.resolve(handle(parsed.data, sender));
    const value = await withLimit(work, name, call.timeoutMs);
    return checkResponse(call.response, value);
  }

  return {
    async route(sender, name, request) {
      const work = settle(() => answer(sender, name, request), 'shell.internal');
      running.add(work);
      const outcome = await work;
      running.delete(work);
      if (!outcome.ok) {
        const call = isCallName(name) ? name : 'unknown';
        logger.log('warn', 'call refused', { call, code: outcome.error.code });
      }
      return outcome;
    },
    async shutDown() {
      isShuttingDown = true;
      await Promise.all(running);
    },
  };

  function checkResponse(schema: z.ZodType, value: unknown): unknown {
    const checked = schema.safeParse(value);
    if (checked.success) return checked.data;
    logger.log('error', 'answer of the wrong shape', { error: errorName(checked.error) });
    throw new FieldsealError('shell.internal');
  }
}

function isCallName(name: unknown): name is ShellCallName {
  return typeof name === 'string' && Object.hasOwn(SHELL_CALL_MAP, name);
}

/** The work itself goes on after the limit; its late end is nobody's any more. */
async function withLimit(
  work: Promise<unknown>,
  call: ShellCallName,
  timeoutMs: number | null,
): Promise<unknown> {
  if (timeoutMs === null) return await work;
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new FieldsealError('shell.timeout', { call, timeoutMs })),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
