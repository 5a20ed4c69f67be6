import { initial } from './0001-initial.ts';
import { vaultDepth } from './0002-vault-depth.ts';
import { intake } from './0003-intake.ts';
import { items } from './0004-items.ts';
import { courier } from './0005-courier.ts';
import { attachments } from './0006-attachments.ts';
import type { Migration } from './migration.ts';

/** Every migration in order; the place in the list is the version of the layout. */
export const MIGRATIONS: readonly Migration[] = [
  initial,
  vaultDepth,
  intake,
  items,
  courier,
  attachments,
];
