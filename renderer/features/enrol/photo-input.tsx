import { Camera, Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { FileTrigger, Group, Label } from 'react-aria-components';
import type { Answer, PhotoAnswer } from '../../../shared/forms/form-definition.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { AttachedPhoto } from '../../ui/attached-photo.tsx';
import { Photo } from '../../ui/photo.tsx';
import { Button } from '../../ui/button.tsx';
import { downscalePhoto } from './downscale-photo.ts';

interface PhotoInputProps {
  readonly label: string;
  readonly hint: string | undefined;
  readonly problem: string | undefined;
  readonly answer: PhotoAnswer | undefined;
  readonly maxBytes: number;
  readonly onChange: (answer: Answer | undefined) => void;
}

/** A photo from the camera or a file, made small before it is kept; in a correction, the one taken before. */
export function PhotoInput(props: PhotoInputProps): ReactNode {
  const text = useText();
  const [isWorking, setIsWorking] = useState(false);
  const [isUnreadable, setIsUnreadable] = useState(false);
  const { answer } = props;
  async function take(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    setIsWorking(true);
    const photo = await downscalePhoto(file, props.maxBytes);
    setIsWorking(false);
    setIsUnreadable(photo === null);
    if (photo !== null) props.onChange(photo);
  }
  return (
    <Group className="field field-group">
      <Label className="field-label" elementType="span">
        {props.label}
      </Label>
      <p className="field-hint">{props.hint ?? text('enrol.photo.hint')}</p>
      {answer === undefined ? null : <TakenPhoto answer={answer} />}
      <div className="actions">
        <FileTrigger
          acceptedFileTypes={['image/*']}
          defaultCamera="environment"
          onSelect={(files) => void take(files?.[0])}
        >
          <Button icon={Camera} isPending={isWorking}>
            <Text id={answer === undefined ? 'enrol.photo.take' : 'enrol.photo.retake'} />
          </Button>
        </FileTrigger>
        {answer === undefined ? null : (
          <Button variant="quiet" icon={Trash2} onPress={() => props.onChange(undefined)}>
            <Text id="enrol.photo.remove" />
          </Button>
        )}
      </div>
      {isUnreadable || props.problem !== undefined ? (
        <p className="field-problem" role="alert">
          {isUnreadable ? text('enrol.photo.unreadable') : props.problem}
        </p>
      ) : null}
    </Group>
  );
}

function TakenPhoto({ answer }: { readonly answer: PhotoAnswer }): ReactNode {
  const draftId = useFeature('enrol', (state) => state.draft?.id);
  if ('bytes' in answer) return <Photo mediaType={answer.mediaType} bytes={answer.bytes} />;
  return (
    <>
      <AttachedPhoto recordId={draftId ?? ''} photo={answer} />
      <p className="field-hint">
        <Text id="enrol.photo.kept" />
      </p>
    </>
  );
}
