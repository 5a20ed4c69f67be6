import { FileOutput } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Form } from 'react-aria-components';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';

/** The server's address and the one-time code that the administrator gave. */
export function CodeStep(): ReactNode {
  const text = useText();
  const known = useFeature('session', (state) => state.vault?.serverUrl ?? null);
  const claim = useFeature('setup', (state) => state.claim);
  const chooseFile = useFeature('setup', (state) => state.chooseFile);
  const isBusy = useFeature('setup', (state) => state.isBusy);
  const served = useFeature('session', (state) => state.host?.serverOrigin ?? '');
  const [serverUrl, setServerUrl] = useState(known ?? served);
  const [code, setCode] = useState('');
  const [wasSubmitted, setWasSubmitted] = useState(false);
  const required = text('setup.field-required');
  return (
    <Form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        setWasSubmitted(true);
        if (serverUrl.trim() !== '' && code.trim() !== '') void claim(serverUrl, code);
      }}
    >
      <p className="prose">
        <Text id="setup.code.text" />
      </p>
      <TextField
        label={text('setup.code.server')}
        hint={text('setup.code.server-hint')}
        value={serverUrl}
        onChange={setServerUrl}
        type="url"
        direction="ltr"
        isRequired
        problem={wasSubmitted && serverUrl.trim() === '' ? required : undefined}
      />
      <TextField
        label={text('setup.code.code')}
        hint={text('setup.code.code-hint')}
        value={code}
        onChange={setCode}
        direction="ltr"
        isRequired
        isNarrow
        problem={wasSubmitted && code.trim() === '' ? required : undefined}
      />
      <div className="actions">
        <Button type="submit" variant="primary" size="large" isPending={isBusy}>
          <Text id="common.continue" />
        </Button>
        <Button variant="quiet" icon={FileOutput} onPress={chooseFile}>
          <Text id="setup.file.choose" />
        </Button>
      </div>
    </Form>
  );
}
