import { CircleCheck, FileDown, Printer } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature, useServices } from '../../app/services.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { WordList } from '../../ui/word-list.tsx';

/**
 * One holder after the other: save the file, write down or print the words, go on. Only when everybody has both are
 * the keys published; before that nothing depends on them.
 */
export function HandOver({ onDone }: { readonly onDone: () => void }): ReactNode {
  const text = useText();
  const { shell } = useServices();
  const { made, handedOver, isBusy, dialogFailure, saveKey, passOn, publish, discard } = useFeature(
    'holders',
    (state) => state,
  );
  const [isSaved, setIsSaved] = useState(false);
  if (made === null) return null;
  const [key] = made;
  if (key === undefined) {
    return (
      <>
        <ErrorBanner error={dialogFailure} />
        <Banner tone="info" title={text('holders.publish-title')}>
          <Text id="holders.publish-text" />
        </Banner>
        <div className="actions">
          <Button
            variant="primary"
            icon={CircleCheck}
            isPending={isBusy}
            onPress={() => void publish().then((isPublished) => isPublished && onDone())}
          >
            <Text id="holders.publish" />
          </Button>
          <Discard />
        </div>
      </>
    );
  }
  return (
    <>
      <ErrorBanner error={dialogFailure} />
      <section className="slip" aria-label={text('holders.sheet')}>
        <div className="slip-text">
          <p className="slip-label">
            <Text
              id="holders.sheet-of"
              values={{ number: handedOver + 1, count: handedOver + made.length }}
            />
          </p>
          <p className="slip-programme">
            <bdi>{key.holder}</bdi>
          </p>
          <WordList words={key.words} label={text('holders.words')} />
          <p>
            <Text id="holders.sheet-text" values={{ file: <bdi dir="ltr">{key.file.name}</bdi> }} />
          </p>
        </div>
      </section>
      <div className="actions">
        <Button
          variant={isSaved ? 'secondary' : 'primary'}
          icon={FileDown}
          isPending={isBusy}
          onPress={() => void saveKey().then((saved) => setIsSaved(isSaved || saved))}
        >
          <Text id="holders.save" />
        </Button>
        <Button icon={Printer} onPress={() => void shell.print()}>
          <Text id="holders.print" />
        </Button>
        <Button
          variant={isSaved ? 'primary' : 'secondary'}
          isDisabled={!isSaved}
          onPress={() => {
            passOn();
            setIsSaved(false);
          }}
        >
          <Text id="holders.next" />
        </Button>
        <Discard />
      </div>
    </>
  );

  function Discard(): ReactNode {
    return (
      <Button variant="quiet" onPress={discard}>
        <Text id="holders.discard" />
      </Button>
    );
  }
}
