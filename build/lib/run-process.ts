import { spawn, type ChildProcess } from 'node:child_process';
import { ROOT } from './paths.ts';

export interface ProcessResult {
  /** Exit code; a process ended by a signal or by its time limit counts as failed (1). */
  readonly code: number;
  /** What it wrote on both streams, in order of arrival. Empty when `inherit` was asked for. */
  readonly output: string;
  readonly seconds: number;
}

export interface RunOptions {
  readonly timeoutMs: number;
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Write straight to this process's streams instead of collecting. */
  readonly inherit?: boolean | undefined;
}

const running = new Set<ChildProcess>();
let watchesSignals = false;

/** Runs a Node script with this Node, from the project's top folder. Never rejects. */
export function runNode(args: readonly string[], options: RunOptions): Promise<ProcessResult> {
  watchSignals();
  const started = performance.now();
  const child = spawn(process.execPath, [...args], {
    cwd: ROOT,
    env: options.env ?? process.env,
    stdio: options.inherit === true ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8');
    stream?.on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      output += `\nStopped after ${options.timeoutMs / 1000} s.\n`;
      child.kill('SIGKILL');
    }, options.timeoutMs);
    const finish = (code: number): void => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code, output, seconds: (performance.now() - started) / 1000 });
    };
    child.once('error', (error) => {
      output += error.message;
      finish(1);
    });
    child.once('close', (code) => finish(code ?? 1));
  });
}

/** A script that is told to stop, or whose caller is gone, must not leave its tools running. */
function watchSignals(): void {
  if (watchesSignals) return;
  watchesSignals = true;
  const stop = (): void => {
    for (const child of running) child.kill('SIGTERM');
    process.exit(130);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  process.once('disconnect', stop);
  // Listening alone would keep this process from ending.
  process.channel?.unref();
}
