import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import {
  HELPER_PROTOCOL_VERSION,
  HelperAnswer,
  type HelperRefusal,
  type HelperRequest,
  type HelperSuccess,
} from './helper-protocol.ts';

/** Nobody puts a finger on a reader for longer; the system's own prompt gives up earlier. */
const PERSON_LIMIT_MS = 120_000;
const LONGEST_ANSWER = 64 * 1024;

const REFUSALS = {
  cancelled: 'shell.native-cancelled',
  'key-lost': 'shell.native-key-lost',
  unavailable: 'shell.native-unavailable',
  failed: 'shell.native-failed',
} as const satisfies Readonly<Record<HelperRefusal, string>>;

/** Asks the helper once. @throws FieldsealError `shell.native-*`, `shell.timeout`. */
export type AskHelper = (request: HelperRequest) => Promise<HelperSuccess>;

export interface HelperProgram {
  /** Absolute path of the program; it is part of the signed app. */
  readonly file: string;
  readonly args?: readonly string[] | undefined;
}

/**
 * A client that starts the helper anew for each request, so that no process with a secret in its memory lies about.
 * The helper gets no environment of ours. One request at a time is the caller's to see to: two prompts of the system
 * at once would confuse the person.
 */
export function createHelperClient(
  program: HelperProgram,
  limitMs: number = PERSON_LIMIT_MS,
): AskHelper {
  return async (request) => {
    const child = start(program);
    // A process of ours that does not answer is ended, whatever it waits for.
    const signal = AbortSignal.timeout(limitMs);
    const end = (): void => void child.kill('SIGKILL');
    signal.addEventListener('abort', end, { once: true });
    try {
      const text = await converse(child, request);
      return read(text);
    } catch (error) {
      if (signal.aborted) throw new FieldsealError('shell.timeout', { timeoutMs: limitMs }, error);
      throw error instanceof FieldsealError
        ? error
        : new FieldsealError('shell.native-failed', {}, error);
    } finally {
      signal.removeEventListener('abort', end);
      child.kill('SIGKILL');
    }
  };
}

function start({ file, args = [] }: HelperProgram): ChildProcess {
  return spawn(file, [...args], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {},
    shell: false,
    windowsHide: true,
  });
}

/** Sends the request and answers everything the helper wrote until it ended. */
async function converse(child: ChildProcess, request: HelperRequest): Promise<string> {
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new TypeError('no pipes');
  const closed = once(child, 'close');
  // One that can't even be started is found below; until then nobody listens.
  closed.catch(() => undefined);
  // A helper that ends without reading breaks the pipe; its exit says enough.
  stdin.on('error', () => undefined);
  stdin.end(`${JSON.stringify({ version: HELPER_PROTOCOL_VERSION, ...request })}\n`);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stdout as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST_ANSWER) throw new RangeError('answer too long');
    chunks.push(chunk);
  }
  await closed;
  const text = Buffer.concat(chunks).toString('utf8');
  for (const chunk of chunks) chunk.fill(0);
  return text;
}

function read(text: string): HelperSuccess {
  const [line, ...rest] = text.trimEnd().split('\n');
  if (line === undefined || rest.length > 0) throw new TypeError('one line expected');
  const answer = HelperAnswer.parse(JSON.parse(line));
  if (!answer.ok) throw new FieldsealError(REFUSALS[answer.refusal]);
  return answer;
}
