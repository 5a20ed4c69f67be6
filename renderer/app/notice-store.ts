import { createStore, type StoreApi } from 'zustand';
import type { MessageId } from './i18n/messages.ts';

/** A short confirmation that goes away by itself; failures stay in banners beside what failed. */
export interface Notice {
  readonly id: number;
  readonly messageId: MessageId;
}

export interface NoticeState {
  readonly notices: readonly Notice[];
  readonly show: (messageId: MessageId) => void;
  readonly dismiss: (id: number) => void;
  readonly clear: () => void;
}

/** Store of the confirmations on screen. */
export function createNoticeStore(): StoreApi<NoticeState> {
  let lastId = 0;
  return createStore<NoticeState>()((set) => ({
    notices: [],
    show: (messageId) => {
      lastId += 1;
      const notice = { id: lastId, messageId };
      set((state) => ({ notices: [...state.notices, notice] }));
    },
    dismiss: (id) => {
      set((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) }));
    },
    clear: () => set({ notices: [] }),
  }));
}
