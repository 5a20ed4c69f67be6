import { ImageOff, RotateCw } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { useIntl } from 'react-intl';
import type { AttachedAnswer } from '../../shared/forms/form-definition.ts';
import { errorText } from '../app/i18n/error-text.ts';
import { Text, useText } from '../app/i18n/text.tsx';
import { useFeature } from '../app/services.ts';
import type { ShownPhoto } from '../features/photos/store.ts';
import { Button } from './button.tsx';
import { Photo } from './photo.tsx';
import { Skeleton } from './waiting.tsx';

/** A photo that travels apart from its record: the picture, or why it can't be shown and another try. */
export function AttachedPhoto(props: {
  readonly recordId: string;
  readonly photo: AttachedAnswer;
}): ReactNode {
  const { recordId, photo } = props;
  const { hash } = photo.attachment;
  const shown = useFeature('photos', (state) => state.shown[hash]);
  const hold = useFeature('photos', (state) => state.hold);
  const release = useFeature('photos', (state) => state.release);
  const retry = useFeature('photos', (state) => state.retry);
  useEffect(() => {
    void hold(recordId, photo);
    return () => release(photo);
  }, [hold, release, recordId, photo]);
  if (shown === undefined || shown.state === 'loading') {
    return (
      <span className="photo photo-place">
        <Skeleton rows={1} />
      </span>
    );
  }
  if (shown.state === 'here') return <Photo mediaType={shown.mediaType} bytes={shown.bytes} />;
  return <MissingPhoto shown={shown} onRetry={() => void retry(recordId, photo)} />;
}

function MissingPhoto(props: {
  readonly shown: Exclude<ShownPhoto, { readonly state: 'here' | 'loading' }>;
  readonly onRetry: () => void;
}): ReactNode {
  const intl = useIntl();
  const text = useText();
  const { shown } = props;
  return (
    <span className="photo-missing" role="status">
      <span className="photo photo-place" aria-hidden="true">
        <ImageOff />
      </span>
      <span>
        {shown.state === 'failed' ? errorText(intl, shown.failure) : text(`photo.${shown.state}`)}
      </span>
      <Button variant="quiet" icon={RotateCw} onPress={props.onRetry}>
        <Text id="photo.retry" />
      </Button>
    </span>
  );
}
