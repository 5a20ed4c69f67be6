import { ArrowLeft, Pencil, Plus, Trash2 } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useIntl } from 'react-intl';
import type { CustomRole } from '../../../shared/domain/role.ts';
import { useLocalized } from '../../app/i18n/localized.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Screen } from '../../ui/screen.tsx';
import { EmptyState, Skeleton } from '../../ui/waiting.tsx';
import { RoleActions } from '../people/role-actions.tsx';
import { RoleForm } from './role-form.tsx';
import { useHolders } from './use-holders.ts';

/** Roles of the programme's own: what each may do and who has it. */
export function RolesScreen(): ReactNode {
  const text = useText();
  const { view, editing, failure, load, edit } = useFeature('roles', (state) => state);
  const roles = useFeature('session', (state) => state.programme?.roles) ?? [];
  const goTo = useFeature('router', (state) => state.go);
  useEffect(() => void load(), [load]);
  if (editing !== null) {
    return <RoleForm key={editing.id} role={roles.find(({ id }) => id === editing.id) ?? null} />;
  }
  return (
    <Screen
      name="roles"
      title={text('roles.title')}
      lead={<Text id="roles.lead" />}
      aside={
        <div className="actions">
          <Button icon={ArrowLeft} onPress={() => goTo({ screen: 'people' })}>
            <Text id="people.back" />
          </Button>
          {view?.mayChange === true ? (
            <Button variant="primary" icon={Plus} onPress={() => edit(null)}>
              <Text id="roles.add" />
            </Button>
          ) : null}
        </div>
      }
    >
      <ErrorBanner error={failure} onRetry={() => void load()} />
      {view?.mayChange === false ? (
        <Banner tone="info">
          <Text id="people.not-yours" />
        </Banner>
      ) : null}
      {view === null ? (
        failure === null ? (
          <Skeleton rows={3} />
        ) : null
      ) : roles.length === 0 ? (
        <Card>
          <EmptyState title={text('roles.empty')}>
            <Text id="roles.empty-text" />
          </EmptyState>
        </Card>
      ) : (
        roles.map((role) => <RoleCard key={role.id} role={role} mayChange={view.mayChange} />)
      )}
    </Screen>
  );
}

function RoleCard(props: { readonly role: CustomRole; readonly mayChange: boolean }): ReactNode {
  const { role, mayChange } = props;
  const intl = useIntl();
  const localized = useLocalized();
  const edit = useFeature('roles', (state) => state.edit);
  const names = useHolders()(role.id);
  return (
    <Card title={localized(role.name)}>
      <RoleActions role={role.id} />
      <p>
        {names.length === 0 ? (
          <Text id="roles.nobody" />
        ) : (
          <Text
            id="roles.held-by"
            values={{ count: names.length, names: <bdi>{intl.formatList(names)}</bdi> }}
          />
        )}
      </p>
      {mayChange ? (
        <div className="actions">
          <Button icon={Pencil} onPress={() => edit(role.id)}>
            <Text id="roles.edit" />
          </Button>
          <RemoveRole role={role} isHeld={names.length > 0} />
        </div>
      ) : null}
    </Card>
  );
}

function RemoveRole(props: { readonly role: CustomRole; readonly isHeld: boolean }): ReactNode {
  const text = useText();
  const localized = useLocalized();
  const { remove, isBusy } = useFeature('roles', (state) => state);
  const show = useFeature('notices', (state) => state.show);
  const [isAsking, setIsAsking] = useState(false);
  const name = localized(props.role.name);
  async function confirm(): Promise<void> {
    setIsAsking(false);
    if (await remove(props.role.id)) show('roles.removed');
  }
  if (props.isHeld) {
    return (
      <p className="muted">
        <Text id="roles.remove.held" />
      </p>
    );
  }
  return (
    <>
      <Button icon={Trash2} variant="quiet" isPending={isBusy} onPress={() => setIsAsking(true)}>
        <Text id="roles.remove" />
      </Button>
      <ConfirmDialog
        title={text('roles.remove.title', { name })}
        isOpen={isAsking}
        confirmLabel={text('roles.remove')}
        cancelLabel={text('common.cancel')}
        isDangerous
        onCancel={() => setIsAsking(false)}
        onConfirm={() => void confirm()}
      >
        <p>
          <Text id="roles.remove.text" />
        </p>
      </ConfirmDialog>
    </>
  );
}
