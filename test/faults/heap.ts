/** What is left in a page's memory, by the DevTools protocol: its own heap, and those of its workers. */
import type { CDPSession, Page } from 'playwright-core';

interface WorkerMessage {
  readonly id?: number | undefined;
  readonly method?: string | undefined;
  readonly params?: { readonly chunk?: string | undefined } | undefined;
}

/** How often `text` stands in the heap of the page and of its workers, after a garbage collection. */
export async function countInHeaps(
  page: Page,
  text: string,
): Promise<{ readonly page: number; readonly workers: number }> {
  const session = await page.context().newCDPSession(page);
  try {
    const workers = await workerSnapshots(session);
    const own = await pageSnapshot(session);
    return {
      page: count(own, text),
      workers: workers.reduce((sum, heap) => sum + count(heap, text), 0),
    };
  } finally {
    await session.detach();
  }
}

async function pageSnapshot(session: CDPSession): Promise<string> {
  const chunks: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  return chunks.join('');
}

async function workerSnapshots(session: CDPSession): Promise<readonly string[]> {
  const sessionIds: string[] = [];
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.type === 'worker') sessionIds.push(sessionId);
  });
  await session.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  });
  const heaps: string[] = [];
  for (const sessionId of sessionIds) heaps.push(await workerSnapshot(session, sessionId));
  if (heaps.length === 0) throw new Error('the page has no worker');
  return heaps;
}

async function workerSnapshot(session: CDPSession, sessionId: string): Promise<string> {
  const chunks: string[] = [];
  const answers = new Map<number, () => void>();
  session.on('Target.receivedMessageFromTarget', (event) => {
    if (event.sessionId !== sessionId) return;
    const message = JSON.parse(event.message) as WorkerMessage;
    if (message.id !== undefined) answers.get(message.id)?.();
    if (message.method === 'HeapProfiler.addHeapSnapshotChunk') {
      chunks.push(message.params?.chunk ?? '');
    }
  });
  const methods = ['enable', 'collectGarbage', 'takeHeapSnapshot'];
  for (const [id, method] of methods.entries()) {
    const answered = new Promise<void>((resolve) => answers.set(id, resolve));
    const message = JSON.stringify({ id, method: `HeapProfiler.${method}` });
    await session.send('Target.sendMessageToTarget', { sessionId, message });
    await answered;
  }
  return chunks.join('');
}

function count(heap: string, text: string): number {
  return heap.split(text).length - 1;
}
