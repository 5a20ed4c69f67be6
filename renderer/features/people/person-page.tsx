import { ArrowLeft, FileOutput, KeyRound, Pencil, UserMinus } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { lasting } from '../../../shared/access/change-assignments.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { useJudgedAt } from '../../app/use-may.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { DefinitionList } from '../../ui/definition-list.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Screen } from '../../ui/screen.tsx';
import type { Person } from '../../vault/people-api.ts';
import { AssignmentList } from '../permissions/assignment-list.tsx';
import { CodeCard } from './code-card.tsx';
import { DueBanner } from './due-banner.tsx';
import { LaptopList } from './laptop-list.tsx';
import { PersonState } from './person-state.tsx';
import { WhatChanges } from './what-changes.tsx';

/** One person: what they are, their laptops, and what can be done about them. */
export function PersonPage({ person }: { readonly person: Person }): ReactNode {
  const text = useText();
  const { issued, failure, load, go } = useFeature('people', (state) => state);
  const { operatorId } = person;
  return (
    <Screen
      name="people-person"
      title={person.name}
      aside={
        <Button icon={ArrowLeft} onPress={() => go({ kind: 'list' })}>
          <Text id="people.back" />
        </Button>
      }
    >
      <ErrorBanner error={failure} onRetry={() => void load()} />
      {issued === null ? null : <CodeCard issued={issued} />}
      <DueBanner person={person} />
      <Card title={text('people.person')}>
        <DefinitionList
          items={[
            {
              key: 'state',
              term: text('people.column.state'),
              value: <PersonState person={person} />,
            },
            { key: 'id', term: text('people.id'), value: <bdi className="code">{operatorId}</bdi> },
            {
              key: 'laptops',
              term: text('people.column.laptops'),
              value: <LaptopList person={person} />,
            },
          ]}
        />
        <CodeAction person={person} />
      </Card>
      <Card title={text('people.assignments')}>
        <AssignmentList assignments={person.assignments} />
        <p className="muted">
          <Text id="people.narrowest" />
        </p>
        <AssignmentActions person={person} />
      </Card>
    </Screen>
  );
}

function CodeAction({ person }: { readonly person: Person }): ReactNode {
  const text = useText();
  const { isBusy, issueCode } = useFeature('people', (state) => state);
  const [isAsking, setIsAsking] = useState(false);
  return (
    <div className="actions">
      <Button icon={KeyRound} isPending={isBusy} onPress={() => setIsAsking(true)}>
        <Text id="people.new-code" />
      </Button>
      <ConfirmDialog
        title={text('people.new-code')}
        isOpen={isAsking}
        confirmLabel={text('people.new-code.confirm')}
        cancelLabel={text('common.cancel')}
        onCancel={() => setIsAsking(false)}
        onConfirm={() => {
          setIsAsking(false);
          void issueCode(person.operatorId);
        }}
      >
        <p>
          <Text id="people.new-code.text" values={{ name: <bdi>{person.name}</bdi> }} />
        </p>
      </ConfirmDialog>
    </div>
  );
}

function AssignmentActions({ person }: { readonly person: Person }): ReactNode {
  const text = useText();
  const { view, isBusy, change, saveFile, go } = useFeature('people', (state) => state);
  const show = useFeature('notices', (state) => state.show);
  const [isAsking, setIsAsking] = useState(false);
  const isOver = lasting(person.assignments, useJudgedAt()).length === 0;
  const { operatorId } = person;
  if (view?.mayChange !== true) {
    return (
      <Banner tone="info">
        <Text id="people.not-yours" />
      </Banner>
    );
  }
  async function end(): Promise<void> {
    setIsAsking(false);
    if (await change(operatorId, [])) show('people.left');
  }
  async function save(): Promise<void> {
    if (await saveFile(operatorId)) show('people.file-saved');
  }
  return (
    <div className="actions">
      <Button icon={Pencil} onPress={() => go({ kind: 'change', operatorId })}>
        <Text id="people.change" />
      </Button>
      {person.isSelf || person.laptops.every(({ isRevoked }) => isRevoked) ? null : (
        <Button icon={FileOutput} isPending={isBusy} onPress={() => void save()}>
          <Text id="people.save-file" />
        </Button>
      )}
      {person.isSelf || isOver ? null : (
        <Button
          variant="danger"
          icon={UserMinus}
          isPending={isBusy}
          onPress={() => setIsAsking(true)}
        >
          <Text id="people.leave" />
        </Button>
      )}
      <ConfirmDialog
        title={text('people.leave.title', { name: person.name })}
        isOpen={isAsking}
        confirmLabel={text('people.leave.confirm')}
        cancelLabel={text('common.cancel')}
        isDangerous
        onCancel={() => setIsAsking(false)}
        onConfirm={() => void end()}
      >
        <p>
          <Text id="people.leave.text" values={{ name: <bdi>{person.name}</bdi> }} />
        </p>
        <WhatChanges person={person} next={[]} />
      </ConfirmDialog>
    </div>
  );
}
