import {
  Ban,
  CircleCheck,
  CirclePause,
  Clock,
  KeyRound,
  Save,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { DeviceSummary } from '../../../shared/sync/http-api.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { GivenOrder } from '../../vault/order-api.ts';
import { Button } from '../../ui/button.tsx';
import { Chip, type ChipTone } from '../../ui/chip.tsx';
import { MomentText } from '../../ui/day-text.tsx';

/** The order to a laptop that counts; undefined where there was none. */
export function useOrderTo(deviceId: string): GivenOrder | undefined {
  const overview = useFeature('orders', (state) => state.overview);
  return overview?.orders.find((order) => order.deviceId === deviceId);
}

/** Whether the laptop may not work: a resumed one is one like any other. */
export function isHeldBy(order: GivenOrder | undefined): boolean {
  return order !== undefined && order.order !== 'resume';
}

/**
 * A laptop's second line in the table: the newest order with how far it is, giving another, and saving it for a laptop
 * without a network. Nothing for who gives no orders, and for the laptop one sits at.
 */
export function OrderRow(props: {
  readonly device: DeviceSummary;
  readonly columns: number;
}): ReactNode {
  const { device, columns } = props;
  const overview = useFeature('orders', (state) => state.overview);
  const order = useOrderTo(device.deviceId);
  const mayOrder = overview?.mayOrder === true && device.deviceId !== overview.ownDeviceId;
  if (order === undefined && !mayOrder) return null;
  return (
    <tr className="row-more">
      <td colSpan={columns}>
        <span className="inline-list">
          {order === undefined ? null : <OrderState order={order} />}
          {mayOrder ? <OrderActions device={device} order={order} /> : null}
        </span>
      </td>
    </tr>
  );
}

/** How far an order is: given, fetched, carried out. */
function OrderState({ order }: { readonly order: GivenOrder }): ReactNode {
  const { tone, icon } = lookOf(order);
  const step = order.done !== null ? 'done' : order.fetchedAt !== null ? 'fetched' : 'given';
  const at = order.done?.at ?? order.fetchedAt ?? order.orderedAt;
  return (
    <>
      <Chip tone={tone} icon={icon}>
        <Text id={`orders.${order.order}.${step}`} values={{ date: <MomentText value={at} /> }} />
      </Chip>
      {order.order === 'destroy-keys' && order.done !== null ? (
        <span className="muted">
          <Text
            id="orders.destroy-keys.lost"
            values={{ count: order.done.unsentRecords, drafts: order.done.drafts }}
          />
        </span>
      ) : null}
    </>
  );
}

function lookOf({ order, done }: GivenOrder): {
  readonly tone: ChipTone;
  readonly icon: LucideIcon;
} {
  if (done === null) return { tone: order === 'resume' ? 'info' : 'warning', icon: Clock };
  if (order === 'resume') return { tone: 'neutral', icon: CircleCheck };
  if (order === 'destroy-keys') return { tone: 'danger', icon: Ban };
  return { tone: 'warning', icon: CirclePause };
}

function OrderActions(props: {
  readonly device: DeviceSummary;
  readonly order: GivenOrder | undefined;
}): ReactNode {
  const text = useText();
  const { device, order } = props;
  const { ask, save } = useFeature('orders', (state) => state);
  const isDone = order?.done !== null && order !== undefined;
  const { deviceCode } = device;
  return (
    <>
      {isDone && order.order === 'destroy-keys' ? null : (
        <Button
          variant="quiet"
          icon={KeyRound}
          onPress={() => ask(device)}
          aria-label={text('orders.open-for', { code: deviceCode })}
        >
          <Text id="orders.open" />
        </Button>
      )}
      {order === undefined || isDone ? null : (
        <Button
          variant="quiet"
          icon={Save}
          onPress={() => void save(device)}
          aria-label={text('orders.save-for', { code: deviceCode })}
        >
          <Text id="orders.save" />
        </Button>
      )}
    </>
  );
}
