import { CircleCheck, CircleX } from 'lucide-react';
import { Fragment, useState, type ReactNode } from 'react';
import { FormattedNumber } from 'react-intl';
import type { DeviceSummary } from '../../../shared/sync/http-api.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { useMay } from '../../app/use-may.ts';
import { DayText, MomentText } from '../../ui/day-text.tsx';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { TableHead } from '../../ui/table-head.tsx';
import { TableScroll } from '../../ui/table-scroll.tsx';
import { isHeldBy, OrderRow, useOrderTo } from '../orders/order-state.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';
import { RoleText } from '../../ui/role-text.tsx';

const COLUMNS = [
  'admin.device.code',
  'admin.device.people',
  'admin.device.records',
  'admin.device.seen',
  'admin.device.state',
] as const;

/** Laptops of the programme; a lost one is revoked here, and each is given orders. */
export function DeviceTable(props: { readonly devices: readonly DeviceSummary[] }): ReactNode {
  const text = useText();
  const revoke = useFeature('admin', (state) => state.revoke);
  const busyId = useFeature('admin', (state) => state.busyId);
  const [asked, setAsked] = useState<DeviceSummary | null>(null);
  return (
    <>
      <TableScroll label={text('admin.devices')}>
        <table className="table">
          <TableHead columns={COLUMNS} />
          <tbody>
            {props.devices.map((device) => (
              <Fragment key={device.deviceId}>
                <DeviceRow device={device} onRevoke={() => setAsked(device)} />
                <OrderRow device={device} columns={COLUMNS.length} />
              </Fragment>
            ))}
          </tbody>
        </table>
      </TableScroll>
      <RevokeDialog
        deviceCode={asked?.deviceCode ?? null}
        isPending={busyId === asked?.deviceId}
        revoke={() => (asked === null ? Promise.resolve(false) : revoke(asked.deviceId))}
        onClose={() => setAsked(null)}
      />
    </>
  );
}

function DeviceRow(props: {
  readonly device: DeviceSummary;
  readonly onRevoke: () => void;
}): ReactNode {
  const text = useText();
  const may = useMay();
  const { device } = props;
  const order = useOrderTo(device.deviceId);
  return (
    <tr>
      <th scope="row">
        <bdi className="code">{device.deviceCode}</bdi>
      </th>
      <td>
        {device.operators.map((operator) => (
          <span key={operator.operatorId} className="line">
            <bdi>{operator.name}</bdi>
            <span className="line muted">
              <RoleText role={operator.role} />
            </span>
          </span>
        ))}
      </td>
      <td>
        <FormattedNumber value={device.records} />
      </td>
      <td>
        {device.lastSeenAt === null ? (
          text('admin.device.never')
        ) : (
          <MomentText value={device.lastSeenAt} />
        )}
      </td>
      <td>
        {device.revokedAt === null ? (
          <span className="inline-list cell-actions">
            {isHeldBy(order) ? null : (
              <Chip tone="success" icon={CircleCheck}>
                <Text id="admin.device.active" />
              </Chip>
            )}
            {may('device.revoke') ? (
              <Button variant="quiet" onPress={props.onRevoke}>
                <Text id="admin.revoke" />
              </Button>
            ) : null}
            <LostButton deviceId={device.deviceId} />
          </span>
        ) : (
          <span className="inline-list cell-actions">
            <Chip tone="danger" icon={CircleX}>
              <Text
                id="admin.device.revoked"
                values={{ date: <DayText value={device.revokedAt} /> }}
              />
            </Chip>
            <LostButton deviceId={device.deviceId} />
          </span>
        )}
      </td>
    </tr>
  );
}

function LostButton({ deviceId }: { readonly deviceId: string }): ReactNode {
  const open = useFeature('loss', (state) => state.open);
  return (
    <Button variant="quiet" onPress={() => void open(deviceId)}>
      <Text id="loss.open" />
    </Button>
  );
}
