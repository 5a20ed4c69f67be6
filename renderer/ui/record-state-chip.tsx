import { CircleCheck, CircleX, Clock, Inbox, Send, Undo2, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Text } from '../app/i18n/text.tsx';
import type { RecordState } from '../vault/vault-api.ts';
import { Chip, type ChipTone } from './chip.tsx';

const LOOKS: Readonly<Record<RecordState, { readonly tone: ChipTone; readonly icon: LucideIcon }>> =
  {
    saved: { tone: 'neutral', icon: Clock },
    'in-batch': { tone: 'info', icon: Send },
    received: { tone: 'info', icon: Inbox },
    refused: { tone: 'danger', icon: CircleX },
    approved: { tone: 'success', icon: CircleCheck },
    returned: { tone: 'warning', icon: Undo2 },
  };

/** Where a record stands. */
export function RecordStateChip({ state }: { readonly state: RecordState }): ReactNode {
  const look = LOOKS[state];
  return (
    <Chip tone={look.tone} icon={look.icon}>
      <Text id={`record.state.${state}`} />
    </Chip>
  );
}
