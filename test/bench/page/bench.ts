import { wrap, type Remote } from 'comlink';
import type { PeerStore } from './peer-store.ts';
import { vaultPage } from './vault-page.ts';

/** The stores that the vault is held against. */
export type PeerName = 'plain' | 'rxdb' | 'dexie-encrypted';

/** Worker URLs stand here as they are: the bundler finds them by that. */
const PEERS: Readonly<Record<PeerName, () => Worker>> = {
  plain: () => new Worker(new URL('./plain-worker.ts', import.meta.url), { type: 'module' }),
  rxdb: () => new Worker(new URL('../peers/rxdb-worker.mjs', import.meta.url), { type: 'module' }),
  'dexie-encrypted': () =>
    new Worker(new URL('../peers/dexie-encrypted-worker.mjs', import.meta.url), { type: 'module' }),
};

let peer: { readonly worker: Worker; readonly store: Remote<PeerStore> } | null = null;

const peerPage = {
  async openPeer(name: PeerName, database: string): Promise<void> {
    const worker = PEERS[name]();
    peer = { worker, store: wrap<PeerStore>(worker) };
    await peer.store.open(database);
  },
  insertIntoPeer: (seed: number, count: number): Promise<number> =>
    requiredPeer().insert(seed, count),
  lookUpInPeer: (seed: number, count: number, positions: readonly number[]) =>
    requiredPeer().lookUp(seed, count, positions),
  async removePeer(): Promise<void> {
    await requiredPeer().remove();
    peer?.worker.terminate();
    peer = null;
  },
};

/** The vault's calls and, beside them, those of the stores it is held against, which are installed for the bench only. */
export type BenchPage = typeof vaultPage & typeof peerPage;

Object.assign(globalThis, { bench: { ...vaultPage, ...peerPage } });

function requiredPeer(): Remote<PeerStore> {
  if (peer === null) throw new Error('no peer is open');
  return peer.store;
}
