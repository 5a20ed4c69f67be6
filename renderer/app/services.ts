import { createContext, useContext } from 'react';
import { useStore, type StoreApi } from 'zustand';
import type { Shell } from '../shell/shell.ts';
import type { VaultApi } from '../vault/vault-api.ts';
import type { AppStores } from './app-stores.ts';

/** What every screen works with: the vault's interface, the host, and the stores by feature. */
export interface AppServices {
  readonly vault: VaultApi;
  readonly shell: Shell;
  readonly stores: AppStores;
}

export const ServicesContext = createContext<AppServices | null>(null);

/** The app's services. @throws Error outside the provider, which is a mistake of the programmer. */
export function useServices(): AppServices {
  const services = useContext(ServicesContext);
  if (services === null) throw new Error('no services provided');
  return services;
}

type StateOf<Name extends keyof AppStores> =
  AppStores[Name] extends StoreApi<infer State> ? State : never;

/** Subscribes to one feature's store by name. */
export function useFeature<Name extends keyof AppStores, Selected>(
  name: Name,
  select: (state: StateOf<Name>) => Selected,
): Selected {
  const { stores } = useServices();
  type Store = ReadonlyStore<StateOf<Name>>;
  return useStore<Store, Selected>(readable(stores[name]), select);
}

type ReadonlyStore<State> = Pick<StoreApi<State>, 'getState' | 'getInitialState' | 'subscribe'>;

/** A store by a name that is not known until run time: TypeScript can't follow it through the union. */
function readable<State>(store: unknown): ReadonlyStore<State> {
  return store as ReadonlyStore<State>;
}
