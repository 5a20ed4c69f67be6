import type { ReactNode } from 'react';
import type { MessageId } from '../app/i18n/messages.ts';
import { Text } from '../app/i18n/text.tsx';

/** The heads of a table's columns. */
export function TableHead({ columns }: { readonly columns: readonly MessageId[] }): ReactNode {
  return (
    <thead>
      <tr>
        {columns.map((id) => (
          <th key={id} scope="col">
            <Text id={id} />
          </th>
        ))}
      </tr>
    </thead>
  );
}
