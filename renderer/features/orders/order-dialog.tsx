import { useState, type ReactNode } from 'react';
import { Form } from 'react-aria-components';
import { ORDERS, type OrderKind, type OrderReason } from '../../../shared/sync/device-order.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ChoiceField } from '../../ui/choice-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { isHeldBy, useOrderTo } from './order-state.tsx';
import type { OrderedLaptop } from './store.ts';

/** Reasons that fit each order; whoever holds the laptop reads the chosen one. */
const REASONS: Readonly<Record<OrderKind, readonly OrderReason[]>> = {
  suspend: ['unattended', 'person-left', 'lost', 'stolen', 'other'],
  resume: ['checked', 'found', 'other'],
  'destroy-keys': ['stolen', 'lost', 'person-left', 'other'],
};

/** Outside the form, which the button names: the dialog keeps its actions at its foot. */
const FORM_ID = 'order-form';

/** Gives an order to a laptop, and says first what it will do; empty again with each laptop. */
export function OrderDialog(): ReactNode {
  const asked = useFeature('orders', (state) => state.asked);
  return asked === null ? null : <DialogFor key={asked.deviceId} laptop={asked} />;
}

function DialogFor({ laptop }: { readonly laptop: OrderedLaptop }): ReactNode {
  const text = useText();
  const isHeld = isHeldBy(useOrderTo(laptop.deviceId));
  const { isBusy, ask } = useFeature('orders', (state) => state);
  const [order, setOrder] = useState<OrderKind>(isHeld ? 'resume' : 'suspend');
  return (
    <Dialog
      title={text('orders.title', { code: laptop.deviceCode })}
      isOpen
      isWide
      onClose={() => ask(null)}
      actions={
        <>
          <Button onPress={() => ask(null)} isDisabled={isBusy}>
            <Text id="common.cancel" />
          </Button>
          <Button
            type="submit"
            form={FORM_ID}
            variant={order === 'destroy-keys' ? 'danger' : 'primary'}
            isPending={isBusy}
          >
            <Text id={`orders.${order}.give`} />
          </Button>
        </>
      }
    >
      <ChoiceField
        label={text('orders.which')}
        look="segments"
        choices={ORDERS.map((value) => ({ value, label: text(`orders.${value}.name`) }))}
        value={order}
        onChange={setOrder}
      />
      <Consequences order={order} laptop={laptop} />
      <OrderForm key={order} order={order} laptop={laptop} />
    </Dialog>
  );
}

interface OrderFormProps {
  readonly order: OrderKind;
  readonly laptop: OrderedLaptop;
}

function OrderForm({ order, laptop }: OrderFormProps): ReactNode {
  const text = useText();
  const { giveFailure, give } = useFeature('orders', (state) => state);
  const show = useFeature('notices', (state) => state.show);
  const [reason, setReason] = useState<OrderReason | null>(null);
  const [typed, setTyped] = useState('');
  const [wasSubmitted, setWasSubmitted] = useState(false);
  const { deviceCode: code } = laptop;
  const isConfirmed = order !== 'destroy-keys' || typed.trim().toUpperCase() === code;
  async function submit(): Promise<void> {
    setWasSubmitted(true);
    if (reason === null || !isConfirmed) return;
    if (await give(order, reason)) show('orders.given');
  }
  return (
    <Form
      id={FORM_ID}
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <SelectField
        label={text('orders.reason')}
        hint={text('orders.reason-hint')}
        placeholder={text('orders.reason-choose')}
        options={REASONS[order].map((id) => ({ id, label: text(`orders.reason.${id}`) }))}
        value={reason}
        onChange={(id) => setReason(REASONS[order].find((known) => known === id) ?? null)}
        problem={wasSubmitted && reason === null ? text('orders.reason-required') : undefined}
        isRequired
      />
      {order === 'destroy-keys' ? (
        <TextField
          label={text('orders.confirm', { code })}
          value={typed}
          onChange={setTyped}
          direction="ltr"
          isRequired
          problem={
            wasSubmitted && !isConfirmed ? text('orders.confirm-wrong', { code }) : undefined
          }
        />
      ) : null}
      <ErrorBanner error={giveFailure} />
    </Form>
  );
}

/** What the order does, in plain words; of what can't be undone also how much is at stake. */
function Consequences({ order, laptop }: OrderFormProps): ReactNode {
  const ask = useFeature('orders', (state) => state.ask);
  const openLoss = useFeature('loss', (state) => state.open);
  if (order !== 'destroy-keys') {
    return (
      <p>
        <Text id={`orders.${order}.text`} />
      </p>
    );
  }
  return (
    <Banner
      tone="danger"
      action={
        <Button
          onPress={() => {
            ask(null);
            void openLoss(laptop.deviceId);
          }}
        >
          <Text id="orders.see-loss" />
        </Button>
      }
    >
      <Text id="orders.destroy-keys.text" />
    </Banner>
  );
}
