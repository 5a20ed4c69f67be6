import { useState, type ReactNode } from 'react';
import { Form } from 'react-aria-components';
import { useIntl } from 'react-intl';
import type { Action } from '../../../shared/access/permissions.ts';
import { LOCALES, type Locale } from '../../../shared/domain/localized-text.ts';
import type { CustomRole } from '../../../shared/domain/role.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { CheckField } from '../../ui/check-field.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { languageName } from '../../ui/language-switch.tsx';
import { Screen } from '../../ui/screen.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ACTION_GROUPS, KEPT_ACTIONS } from './action-groups.ts';
import { useHolders } from './use-holders.ts';

const LONGEST_NAME = 80;

/** A role's name by language and what it may do; null: a new one. */
export function RoleForm({ role }: { readonly role: CustomRole | null }): ReactNode {
  const text = useText();
  const intl = useIntl();
  const { isBusy, failure, close, save } = useFeature('roles', (state) => state);
  const show = useFeature('notices', (state) => state.show);
  const names = useHolders()(role?.id ?? '');
  const [name, setName] = useState<Readonly<Record<string, string>>>(role?.name ?? {});
  const [actions, setActions] = useState<readonly string[]>(role?.actions ?? []);
  const [wasSubmitted, setWasSubmitted] = useState(false);
  const [isAsking, setIsAsking] = useState(false);
  const given = ACTION_GROUPS.flatMap((group): readonly Action[] => group.actions).filter(
    (action) => actions.includes(action),
  );
  const spoken = LOCALES.map((locale) => name[locale]?.trim() ?? '').find((part) => part !== '');
  const isComplete = spoken !== undefined && given.length > 0;
  async function confirm(): Promise<void> {
    setIsAsking(false);
    if (spoken === undefined) return;
    const filled = Object.entries(name).filter(([, part]) => part.trim() !== '');
    const localized = { ...Object.fromEntries(filled), en: name['en']?.trim() || spoken };
    if (await save({ name: localized, actions: given })) show('roles.saved');
  }
  return (
    <Screen
      name="roles-form"
      title={text(role === null ? 'roles.add' : 'roles.edit')}
      lead={<Text id="roles.form.lead" />}
    >
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          setWasSubmitted(true);
          if (isComplete) setIsAsking(true);
        }}
      >
        <div className="field-pair">
          {LOCALES.map((locale) => (
            <NameField
              key={locale}
              locale={locale}
              value={name[locale] ?? ''}
              isMissing={wasSubmitted && spoken === undefined}
              onChange={(part) => setName({ ...name, [locale]: part })}
            />
          ))}
        </div>
        <ActionBoxes actions={actions} onChange={setActions} />
        {wasSubmitted && given.length === 0 ? (
          <p className="field-problem">
            <Text id="roles.no-action" />
          </p>
        ) : null}
        {names.length === 0 ? null : (
          <Banner tone="warning">
            <Text
              id="roles.affects"
              values={{ count: names.length, names: <bdi>{intl.formatList(names)}</bdi> }}
            />
          </Banner>
        )}
        <ErrorBanner error={failure} />
        <div className="actions">
          <Button type="submit" variant="primary" isPending={isBusy}>
            <Text id="roles.save" />
          </Button>
          <Button onPress={close}>
            <Text id="common.cancel" />
          </Button>
        </div>
      </Form>
      <ConfirmDialog
        title={text('roles.save.title')}
        isOpen={isAsking}
        confirmLabel={text('roles.save')}
        cancelLabel={text('common.cancel')}
        onCancel={() => setIsAsking(false)}
        onConfirm={() => void confirm()}
      >
        <p>
          <Text id="roles.save.text" />
        </p>
        {names.length === 0 ? null : (
          <p>
            <Text
              id="roles.affects"
              values={{ count: names.length, names: <bdi>{intl.formatList(names)}</bdi> }}
            />
          </p>
        )}
      </ConfirmDialog>
    </Screen>
  );
}

function NameField(props: {
  readonly locale: Locale;
  readonly value: string;
  readonly isMissing: boolean;
  readonly onChange: (value: string) => void;
}): ReactNode {
  const text = useText();
  return (
    <TextField
      label={text('roles.name', { language: languageName(props.locale) })}
      value={props.value}
      onChange={props.onChange}
      maxLength={LONGEST_NAME}
      problem={props.isMissing ? text('roles.no-name') : undefined}
    />
  );
}

function ActionBoxes(props: {
  readonly actions: readonly string[];
  readonly onChange: (actions: readonly string[]) => void;
}): ReactNode {
  const text = useText();
  const intl = useIntl();
  const { actions, onChange } = props;
  const kept = KEPT_ACTIONS.map((action) => text(`permission.${action}`));
  return (
    <>
      {ACTION_GROUPS.map((group) => (
        <Card key={group.id} title={text(`roles.group.${group.id}`)}>
          {group.actions.map((action) => (
            <CheckField
              key={action}
              isSelected={actions.includes(action)}
              onChange={(isGiven) =>
                onChange(isGiven ? [...actions, action] : actions.filter((one) => one !== action))
              }
            >
              {text(`permission.${action}`)}
            </CheckField>
          ))}
        </Card>
      ))}
      <p className="muted">
        <Text id="roles.kept" values={{ actions: intl.formatList(kept) }} />
      </p>
    </>
  );
}
