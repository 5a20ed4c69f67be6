import { FolderOpen, Square, Usb } from 'lucide-react';
import type { ReactNode } from 'react';
import { FileTrigger } from 'react-aria-components';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Progress } from '../../ui/waiting.tsx';
import type { StickWork } from './stick-work.ts';
import { StickResultView } from './stick-result.tsx';

const ENDINGS = ['.fsbatches', '.fsbatch', '.fsreceipts', '.fsreceipt'];

/** Writing to a stick and reading from one; `onDone` is told after either. */
export function StickActions(props: {
  readonly canHandOver: boolean;
  readonly onDone: () => void;
}): ReactNode {
  const { work, result, failure, handOver, open } = useFeature('courier', (state) => state);
  const then = (done: Promise<void>): void => void done.then(props.onDone);
  const isBusy = work !== null;
  return (
    <>
      <ErrorBanner error={failure} />
      {result === null ? null : <StickResultView result={result} />}
      {work === null ? null : <StickProgressBar work={work} />}
      <div className="actions">
        {props.canHandOver ? (
          <Button icon={Usb} isDisabled={isBusy} onPress={() => then(handOver())}>
            <Text id="courier.hand-over" />
          </Button>
        ) : null}
        <FileTrigger
          acceptedFileTypes={ENDINGS}
          onSelect={(files) => {
            const file = files?.[0];
            if (file !== undefined) then(open(file));
          }}
        >
          <Button icon={FolderOpen} isDisabled={isBusy}>
            <Text id="courier.open" />
          </Button>
        </FileTrigger>
      </div>
    </>
  );
}

function StickProgressBar({ work }: { readonly work: StickWork }): ReactNode {
  const text = useText();
  const stop = useFeature('courier', (state) => state.stop);
  return (
    <>
      <Progress
        label={text(`courier.work.${work.kind}`, { done: work.done, total: work.total })}
        value={work.total === 0 ? undefined : work.done}
        maximum={work.total}
      />
      <div className="actions">
        <Button icon={Square} onPress={() => void stop()}>
          <Text id="courier.stop" />
        </Button>
      </div>
    </>
  );
}
