import { useId, useState, type CSSProperties, type ReactNode } from 'react';
import { ancestry, type Area } from '../../../shared/domain/area.ts';
import { useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { TextField } from '../../ui/text-field.tsx';
import { CheckField } from '../../ui/check-field.tsx';
import { useAreaName } from '../../ui/use-area-name.ts';

interface AreaPickerProps {
  /** Null: the whole programme. */
  readonly areaIds: readonly string[] | null;
  readonly onChange: (areaIds: readonly string[] | null) => void;
  readonly problem?: string | undefined;
}

/** The area tree with a box for each; one that is ticked stands for all below it. */
export function AreaPicker({ areaIds, onChange, problem }: AreaPickerProps): ReactNode {
  const text = useText();
  const areaName = useAreaName();
  const labelId = useId();
  const areas = useFeature('session', (state) => state.programme?.areas) ?? [];
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLocaleLowerCase();
  const shown = areas.filter(
    ({ id }) => wanted === '' || areaName(id).toLocaleLowerCase().includes(wanted),
  );
  return (
    <div className="field" role="group" aria-labelledby={labelId}>
      <span id={labelId} className="field-label">
        {text('people.areas')}
      </span>
      <CheckField
        isSelected={areaIds === null}
        onChange={(isWhole) => onChange(isWhole ? null : [])}
      >
        {text('permissions.everywhere')}
      </CheckField>
      {areaIds === null ? null : (
        <>
          <TextField
            label={text('people.areas.search')}
            hint={text('people.areas.hint')}
            value={search}
            onChange={setSearch}
            type="search"
          />
          {shown.length === 0 ? (
            <p className="muted">{text('people.areas.none')}</p>
          ) : (
            <ul className="picker" aria-labelledby={labelId}>
              {inTreeOrder(shown).map((area) => (
                <li key={area.id} style={{ '--level': area.level } as CSSProperties}>
                  <AreaBox area={area} areas={areas} chosen={areaIds} onChange={onChange} />
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      {problem === undefined ? null : <p className="field-problem">{problem}</p>}
    </div>
  );
}

function AreaBox(props: {
  readonly area: Area;
  readonly areas: readonly Area[];
  readonly chosen: readonly string[];
  readonly onChange: (areaIds: readonly string[]) => void;
}): ReactNode {
  const { area, areas, chosen, onChange } = props;
  const areaName = useAreaName();
  const isCovered = ancestry(areas, area.id)
    .slice(1)
    .some((id) => chosen.includes(id));
  const isBelow = (id: string): boolean => ancestry(areas, id).includes(area.id);
  return (
    <CheckField
      isSelected={isCovered || chosen.includes(area.id)}
      isDisabled={isCovered}
      onChange={(isChosen) =>
        // What lies below goes along with it.
        onChange([...chosen.filter((id) => !isBelow(id)), ...(isChosen ? [area.id] : [])])
      }
    >
      <bdi>{areaName(area.id)}</bdi>
    </CheckField>
  );
}

/** Each area behind the one that it lies in; areas of which only some are shown too. */
function inTreeOrder(areas: readonly Area[]): readonly Area[] {
  const ids = new Set(areas.map(({ id }) => id));
  const below = (parentId: string | null): readonly Area[] =>
    areas.filter((area) => area.parentId === parentId).flatMap((area) => [area, ...below(area.id)]);
  const tops = areas.filter(({ parentId }) => parentId === null || !ids.has(parentId));
  return tops.flatMap((area) => [area, ...below(area.id)]);
}
