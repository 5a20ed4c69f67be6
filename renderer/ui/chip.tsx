import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

export type ChipTone = 'neutral' | 'info' | 'success' | 'warning' | 'danger';

/** A short state: icon and words, so that colour alone says nothing. */
export function Chip(props: {
  readonly tone: ChipTone;
  readonly icon?: LucideIcon | undefined;
  readonly children: ReactNode;
}): ReactNode {
  const Icon = props.icon;
  return (
    <span className={`chip chip-${props.tone}`}>
      {Icon === undefined ? null : <Icon size={16} aria-hidden />}
      <span>{props.children}</span>
    </span>
  );
}
