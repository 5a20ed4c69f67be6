import { Plus, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { MOST_ASSIGNMENTS } from '../../../shared/domain/assignment.ts';
import { Role } from '../../../shared/domain/role.ts';
import type { MessageId } from '../../app/i18n/messages.ts';
import { useLocalized } from '../../app/i18n/localized.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { useJudgedAt } from '../../app/use-may.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { AreaPicker } from './area-picker.tsx';
import {
  EMPTY_ASSIGNMENT,
  problemOf,
  type AssignmentDraft,
  type AssignmentProblem,
} from './assignment-model.ts';
import { dayOf, endOfDay, startOfDay } from './days.ts';
import { RoleActions } from './role-actions.tsx';

interface AssignmentEditorProps {
  readonly drafts: readonly AssignmentDraft[];
  readonly onChange: (drafts: readonly AssignmentDraft[]) => void;
  /** What is missing is marked. */
  readonly isChecked: boolean;
}

const PROBLEMS: Readonly<Record<AssignmentProblem, MessageId>> = {
  role: 'setup.field-required',
  areas: 'people.problem.areas',
  dates: 'people.problem.dates',
  past: 'people.problem.past',
};

/** Everything that somebody shall be: role, areas and days of each. */
export function AssignmentEditor({
  drafts,
  onChange,
  isChecked,
}: AssignmentEditorProps): ReactNode {
  return (
    <>
      {drafts.map((draft, index) => (
        <AssignmentFields
          // An assignment is a place in the list until it is sent.
          key={index}
          number={index + 1}
          draft={draft}
          isChecked={isChecked}
          onChange={(changed) => onChange(drafts.with(index, { ...draft, ...changed }))}
          onRemove={drafts.length === 1 ? null : () => onChange(drafts.toSpliced(index, 1))}
        />
      ))}
      <div className="actions">
        <Button
          icon={Plus}
          isDisabled={drafts.length >= MOST_ASSIGNMENTS}
          onPress={() => onChange([...drafts, EMPTY_ASSIGNMENT])}
        >
          <Text id="people.add-assignment" />
        </Button>
      </div>
    </>
  );
}

function AssignmentFields(props: {
  readonly number: number;
  readonly draft: AssignmentDraft;
  readonly isChecked: boolean;
  readonly onChange: (changed: Partial<AssignmentDraft>) => void;
  readonly onRemove: (() => void) | null;
}): ReactNode {
  const text = useText();
  const { draft, onChange, onRemove } = props;
  const intl = useIntl();
  const roles = useRoleOptions();
  // The digits of a date field mean different days in different places.
  const spoken = (moment: string | null): string | undefined =>
    moment === null ? undefined : intl.formatDate(moment, { dateStyle: 'long' });
  const problem = problemOf(draft, useJudgedAt());
  const problemIn = (...kinds: readonly AssignmentProblem[]): string | undefined =>
    props.isChecked && problem !== null && kinds.includes(problem)
      ? text(PROBLEMS[problem])
      : undefined;
  return (
    <Card title={text('people.assignment', { number: props.number })}>
      <div className="form">
        <SelectField
          label={text('people.role')}
          placeholder={text('people.role.choose')}
          options={roles}
          value={draft.role}
          onChange={(role) => onChange({ role })}
          isRequired
          problem={problemIn('role')}
        />
        {draft.role === null ? null : <RoleActions role={draft.role} />}
        <AreaPicker
          areaIds={draft.areaIds}
          onChange={(areaIds) => onChange({ areaIds })}
          problem={problemIn('areas')}
        />
        <div className="field-pair">
          <TextField
            label={text('people.from')}
            hint={spoken(draft.validFrom) ?? text('people.from.hint')}
            type="date"
            direction="ltr"
            value={dayOf(draft.validFrom)}
            onChange={(day) => onChange({ validFrom: startOfDay(day) })}
          />
          <TextField
            label={text('people.until')}
            hint={spoken(draft.validUntil) ?? text('people.until.hint')}
            type="date"
            direction="ltr"
            value={dayOf(draft.validUntil)}
            onChange={(day) => onChange({ validUntil: endOfDay(day) })}
            problem={problemIn('dates', 'past')}
          />
        </div>
        {onRemove === null ? null : (
          <div className="actions">
            <Button icon={Trash2} variant="quiet" onPress={onRemove}>
              <Text id="people.remove-assignment" values={{ number: props.number }} />
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}

/** Built-in roles, and those of the programme's own. */
function useRoleOptions(): readonly { readonly id: string; readonly label: string }[] {
  const text = useText();
  const localized = useLocalized();
  const own = useFeature('session', (state) => state.programme?.roles) ?? [];
  return [
    ...[...Role.values].map((id) => ({ id, label: text(`role.${id}`) })),
    ...own.map(({ id, name }) => ({ id, label: localized(name) })),
  ];
}
