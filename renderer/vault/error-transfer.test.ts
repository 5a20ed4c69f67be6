import { expose, wrap } from 'comlink';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { installErrorTransfer } from './error-transfer.ts';

describe('errors across the worker port', () => {
  const channel = new MessageChannel();
  const api = {
    async ours(): Promise<void> {
      throw new FieldsealError('vault.backing-off', { seconds: 30 });
    },
    async foreign(): Promise<void> {
      throw new Error('Layla Haddad is not a valid key');
    },
  };
  beforeAll(() => {
    installErrorTransfer();
    expose(api, channel.port1);
  });
  afterAll(() => {
    channel.port1.close();
    channel.port2.close();
  });

  test('ours arrive as they are, class and all', async () => {
    const remote = wrap<typeof api>(channel.port2);
    const error = await Promise.resolve(remote.ours()).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(FieldsealError);
    expect(error).toMatchObject({ code: 'vault.backing-off', details: { seconds: 30 } });
  });

  test('what a library says never crosses', async () => {
    const remote = wrap<typeof api>(channel.port2);
    const error = await Promise.resolve(remote.foreign()).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'vault.internal', message: 'vault.internal' });
    expect(JSON.stringify(error)).not.toContain('Layla');
  });
});
