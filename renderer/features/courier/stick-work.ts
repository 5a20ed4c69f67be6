/** Slow work under way: `preparing` and `writing` count batches, `reading` bytes. */
export interface StickWork {
  readonly kind: 'preparing' | 'writing' | 'reading';
  readonly done: number;
  readonly total: number;
}
