import { createStore, type StoreApi } from 'zustand';

/** Screens of an open vault. Their names, and nothing else, appear in the address. */
export type ScreenName =
  | 'home'
  | 'enrol'
  | 'import'
  | 'record'
  | 'sync'
  | 'review'
  | 'admin'
  | 'people'
  | 'roles'
  | 'settings';

/** Where the operator is. Ids stay in memory: an address ends up in histories and screenshots. */
export interface Route {
  /** `start`: the first screen of the role. */
  readonly screen: ScreenName | 'start';
  readonly recordId?: string | undefined;
  readonly draftId?: string | undefined;
  /** The question that had the focus when the vault was locked. */
  readonly fieldId?: string | undefined;
}

export interface RouterState {
  readonly route: Route;
  /** Where to come back to after a lock, and whose place it was. */
  readonly resume: { readonly operatorId: string; readonly route: Route } | null;
  /** Goes to a screen; the browser's back button returns. */
  readonly go: (route: Route) => void;
  /** Goes without a way back: the old place makes no sense any more. */
  readonly replace: (route: Route) => void;
  /** Goes to where the browser's history says; unknown places are the start screen. */
  readonly restore: (position: number | null) => void;
  readonly remember: (operatorId: string) => void;
  readonly forgetResume: () => void;
}

/** How the router touches the browser's history; a test gives its own. */
export interface HistoryPort {
  readonly push: (position: number, hash: string) => void;
  readonly replace: (position: number, hash: string) => void;
}

const START: Route = { screen: 'start' };

/** The router: routes by position in memory, position and screen name in the browser's history. */
export function createRouter(history: HistoryPort = browserHistory()): StoreApi<RouterState> {
  let routes: readonly Route[] = [START];
  let position = 0;
  return createStore<RouterState>()((set, get) => ({
    route: START,
    resume: null,
    go: (route) => {
      routes = [...routes.slice(0, position + 1), route];
      position += 1;
      history.push(position, `#/${route.screen}`);
      set({ route });
    },
    replace: (route) => {
      routes = [...routes.slice(0, position), route];
      history.replace(position, `#/${route.screen}`);
      set({ route });
    },
    restore: (target) => {
      position = target !== null && target < routes.length ? target : 0;
      set({ route: routes[position] ?? START });
    },
    remember: (operatorId) => set({ resume: { operatorId, route: get().route } }),
    forgetResume: () => set({ resume: null }),
  }));
}

function browserHistory(): HistoryPort {
  return {
    push: (position, hash) => window.history.pushState({ position }, '', hash),
    replace: (position, hash) => window.history.replaceState({ position }, '', hash),
  };
}

/** Follows the browser's back and forward buttons. Answers how to stop. */
export function followHistory(router: StoreApi<RouterState>): () => void {
  const listener = (event: PopStateEvent): void => {
    const state = event.state as { readonly position?: unknown } | null;
    router.getState().restore(typeof state?.position === 'number' ? state.position : null);
  };
  window.addEventListener('popstate', listener);
  return () => window.removeEventListener('popstate', listener);
}
