import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import type { CDPSession, Page } from 'playwright-core';
import { decodeValue, encodeValue } from './codec.ts';
import { host } from './host.ts';

const ISOLATED_WORLD = 'stand-in-preload';

interface Context {
  readonly frameId: string;
  readonly world: string;
}
interface FrameNode {
  readonly frame: { readonly id: string; readonly url: string };
  readonly childFrames?: readonly FrameNode[];
}
interface Invocation {
  readonly id: number;
  readonly channel: string;
  readonly args: readonly unknown[];
}

let lastId = 0;

/** Stand-in for `webContents`: a page of a real Chromium, with the real preload in an isolated world. */
export class StandInContents extends EventEmitter {
  readonly id = ++lastId;
  readonly ready: Promise<Page>;
  private readonly contexts = new Map<number, Context>();
  private session: CDPSession | undefined;
  private ownUrl: string | undefined;
  private openHandler: (details: { readonly url: string }) => { readonly action: string } = () => ({
    action: 'allow',
  });

  constructor(preload: string) {
    super();
    this.ready = this.open(fs.readFileSync(preload, 'utf8'));
  }

  setWindowOpenHandler(
    handler: (details: { readonly url: string }) => { readonly action: string },
  ): void {
    this.openHandler = handler;
  }

  /** What the window-open handler says to `url`. */
  askToOpen(url: string): string {
    return this.openHandler({ url }).action;
  }

  async loadURL(url: string): Promise<void> {
    const page = await this.ready;
    this.ownUrl = url;
    await page.goto(url);
    this.ownUrl = undefined;
  }

  reload(): void {
    void this.ready.then((page) => page.reload());
  }

  print(_options: unknown, callback: (success: boolean, reason: string) => void): void {
    host().prints.push(this.id);
    callback(true, '');
  }

  /** Whether a frame may go to `url`, asked of the listeners the main process has put on. */
  async mayNavigate(url: string, isMainFrame: boolean): Promise<boolean> {
    if (isMainFrame && url === this.ownUrl) return true;
    let isPrevented = false;
    const details = {
      url,
      isMainFrame,
      isSameDocument: false,
      preventDefault: () => (isPrevented = true),
    };
    if (isMainFrame) this.emit('will-navigate', details);
    this.emit('will-frame-navigate', details);
    return !isPrevented;
  }

  /** Sends to the main frame's preload. */
  send(channel: string, ...args: readonly unknown[]): void {
    void this.sendToPreload(channel, args);
  }

  private async open(preload: string): Promise<Page> {
    const { context, worlds } = host();
    const page = await context.newPage();
    host().contentsByPage.set(page, this);
    const session = await context.newCDPSession(page);
    this.session = session;
    session.on('Runtime.executionContextCreated', ({ context: created }) => {
      const aux = created.auxData as { readonly frameId?: string } | undefined;
      this.contexts.set(created.id, { frameId: aux?.frameId ?? '', world: created.name });
    });
    session.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      this.contexts.delete(executionContextId);
    });
    session.on('Runtime.executionContextsCleared', () => this.contexts.clear());
    session.on('Runtime.bindingCalled', ({ payload, executionContextId }) => {
      void this.invoked(JSON.parse(payload) as Invocation, executionContextId);
    });
    await session.send('Runtime.enable');
    await session.send('Page.enable');
    await session.send('Runtime.addBinding', {
      name: 'standInInvoke',
      executionContextName: ISOLATED_WORLD,
    });
    await session.send('Page.addScriptToEvaluateOnNewDocument', { source: worlds.main });
    await session.send('Page.addScriptToEvaluateOnNewDocument', {
      source: `${worlds.isolated}\n((require, module, exports) => {${preload}\n})(globalThis.standInRequire, { exports: {} }, {});`,
      worldName: ISOLATED_WORLD,
    });
    return page;
  }

  private async invoked({ id, channel, args }: Invocation, contextId: number): Promise<void> {
    const handler = host().invokeHandlers.get(channel);
    let ok = true;
    let value: unknown;
    try {
      if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
      const senderFrame = await this.frameOf(this.contexts.get(contextId)?.frameId);
      const event = { sender: this, senderFrame };
      value = encodeValue(await handler(event, ...args.map(decodeValue)));
    } catch (error) {
      ok = false;
      value = `Error invoking remote method '${channel}': ${String(error)}`;
    }
    await this.evaluate(contextId, `standInDeliver(${id}, ${ok}, ${JSON.stringify(value)})`);
  }

  private async sendToPreload(channel: string, args: readonly unknown[]): Promise<void> {
    const top = await this.frameTree();
    const found = [...this.contexts].find(
      ([, { frameId, world }]) => frameId === top?.frame.id && world === ISOLATED_WORLD,
    );
    if (found === undefined) return;
    const list = JSON.stringify(args.map(encodeValue));
    await this.evaluate(found[0], `standInReceive(${JSON.stringify(channel)}, ${list})`);
  }

  /** The frame as the browser process knows it: from Chromium, not from the page. */
  private async frameOf(
    frameId: string | undefined,
  ): Promise<{ readonly url: string; readonly parent: object | null } | null> {
    const search = (node: FrameNode, parent: object | null): ReturnType<typeof shape> | null => {
      const frame = shape(node.frame.url, parent);
      if (node.frame.id === frameId) return frame;
      for (const child of node.childFrames ?? []) {
        const found = search(child, frame);
        if (found !== null) return found;
      }
      return null;
    };
    const shape = (url: string, parent: object | null) => ({ url, parent });
    const top = await this.frameTree();
    return top === undefined ? null : search(top, null);
  }

  private async frameTree(): Promise<FrameNode | undefined> {
    const answer = await this.session?.send('Page.getFrameTree');
    return answer?.frameTree;
  }

  /** A page that went away in the meantime needs no answer. */
  private async evaluate(contextId: number, expression: string): Promise<void> {
    await this.session?.send('Runtime.evaluate', { expression, contextId }).catch(() => undefined);
  }
}
