import { ArrowRight, Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Text, useText, UserText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { DraftSummary } from '../../vault/vault-api.ts';
import { MomentText } from '../../ui/day-text.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Chip } from '../../ui/chip.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';

/** Registrations that were started and not finished. */
export function DraftList(): ReactNode {
  const text = useText();
  const drafts = useFeature('home', (state) => state.drafts);
  const discard = useFeature('home', (state) => state.discardDraft);
  const [asked, setAsked] = useState<DraftSummary | null>(null);
  if (drafts === null || drafts.length === 0) return null;
  return (
    <Card title={text('home.drafts', { count: drafts.length })} tone="accent">
      <ul className="rows">
        {drafts.map((draft) => (
          <DraftRow key={draft.id} draft={draft} onDiscard={() => setAsked(draft)} />
        ))}
      </ul>
      <ConfirmDialog
        title={text('home.draft.discard-title')}
        isOpen={asked !== null}
        confirmLabel={text('home.draft.discard-confirm')}
        cancelLabel={text('home.draft.keep')}
        isDangerous
        onCancel={() => setAsked(null)}
        onConfirm={() => {
          if (asked !== null) void discard(asked.id);
          setAsked(null);
        }}
      >
        <p>
          <Text id="home.draft.discard-text" />
        </p>
      </ConfirmDialog>
    </Card>
  );
}

function DraftRow(props: {
  readonly draft: DraftSummary;
  readonly onDiscard: () => void;
}): ReactNode {
  const { draft } = props;
  const go = useFeature('router', (state) => state.go);
  return (
    <li className="row">
      <span className="row-main">
        <span className="row-title">
          {draft.displayName === '' ? (
            <Text id="home.draft.unnamed" />
          ) : (
            <UserText>{draft.displayName}</UserText>
          )}
        </span>
        <span className="row-detail">
          <Text
            id="home.draft.saved"
            values={{
              when: <MomentText value={draft.updatedAt} />,
            }}
          />
        </span>
      </span>
      <span className="row-chips">
        <Chip tone={draft.correction ? 'warning' : 'neutral'}>
          <Text id={draft.correction ? 'home.draft.correction' : `enrol.step.${draft.step}`} />
        </Chip>
      </span>
      <span className="row-actions">
        <Button
          variant="primary"
          icon={ArrowRight}
          onPress={() => go({ screen: 'enrol', draftId: draft.id })}
        >
          <Text id="home.draft.continue" />
        </Button>
        <Button variant="quiet" icon={Trash2} onPress={props.onDiscard}>
          <Text id="home.draft.discard" />
        </Button>
      </span>
    </li>
  );
}
