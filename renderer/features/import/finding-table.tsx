import { Printer, Save } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { FormattedNumber } from 'react-intl';
import type { ConsentNotice } from '../../../shared/domain/consent-notice.ts';
import type { FormDefinition } from '../../../shared/forms/form-definition.ts';
import type { RowFinding } from '../../../shared/import/row-finding.ts';
import { asFailure } from '../../app/failure.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature, useServices } from '../../app/services.ts';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { TableScroll } from '../../ui/table-scroll.tsx';
import { csvOf } from './finding-csv.ts';
import { useFindingText } from './finding-text.ts';

/** Rows drawn at a time: more would hold up the screen. */
const SHOWN_AT_ONCE = 100;

const FILE_NAME = 'fieldseal-import-rows.csv';

/** Rows that are left out or need a look, by number and rule; to be printed or saved, without any value. */
export function FindingTable(props: {
  readonly findings: readonly RowFinding[];
  readonly form: FormDefinition;
  readonly notice: ConsentNotice;
}): ReactNode {
  const text = useText();
  const { shell } = useServices();
  const findingText = useFindingText(props.form, props.notice);
  const canPrint = useFeature('session', (state) => state.host?.print ?? false);
  const [limit, setLimit] = useState(SHOWN_AT_ONCE);
  const [failure, setFailure] = useState<FieldsealError | null>(null);
  const { findings } = props;
  async function save(): Promise<void> {
    setFailure(null);
    const heading = [
      text('import.table.row'),
      text('import.table.place'),
      text('import.table.rule'),
    ];
    const rows = findings.map((finding) => {
      const { place, rule } = findingText(finding);
      return [String(finding.row), place, rule];
    });
    try {
      await shell.saveFile(FILE_NAME, csvOf([heading, ...rows]));
    } catch (error) {
      setFailure(asFailure(error));
    }
  }
  return (
    <Card title={text('import.table.title', { count: findings.length })}>
      <p className="prose">
        <Text id="import.table.text" />
      </p>
      <TableScroll label={text('import.table.label')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{text('import.table.row')}</th>
              <th scope="col">{text('import.table.place')}</th>
              <th scope="col">{text('import.table.rule')}</th>
            </tr>
          </thead>
          <tbody>
            {findings.slice(0, limit).map((finding, index) => (
              <FindingRow key={index} row={finding.row} {...findingText(finding)} />
            ))}
          </tbody>
        </table>
      </TableScroll>
      <ErrorBanner error={failure} />
      <div className="actions">
        {findings.length > limit ? (
          <Button onPress={() => setLimit(limit + SHOWN_AT_ONCE)}>
            <Text id="import.table.more" values={{ count: findings.length - limit }} />
          </Button>
        ) : null}
        <Button icon={Save} onPress={() => void save()}>
          <Text id="import.table.save" />
        </Button>
        {canPrint ? (
          <Button icon={Printer} onPress={() => void shell.print()}>
            <Text id="import.print" />
          </Button>
        ) : null}
      </div>
    </Card>
  );
}

function FindingRow(props: {
  readonly row: number;
  readonly place: string;
  readonly rule: string;
}): ReactNode {
  return (
    <tr>
      <th scope="row">
        {/* As the spreadsheet writes it. */}
        <FormattedNumber value={props.row} useGrouping={false} />
      </th>
      <td>{props.place === '' ? '–' : props.place}</td>
      <td className="cell-wide">{props.rule}</td>
    </tr>
  );
}
