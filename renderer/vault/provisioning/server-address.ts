import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';

const LOCAL_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

/**
 * The origin of a typed server address; plain HTTP only to this very machine.
 * @throws FieldsealError `server.input-invalid`.
 */
export function serverOrigin(typed: string): string {
  const text = typed.trim();
  let url: URL;
  try {
    url = new URL(/^[a-z]+:\/\//iu.test(text) ? text : `https://${text}`);
  } catch (cause) {
    throw new FieldsealError('server.input-invalid', { field: 'serverUrl' }, cause);
  }
  const safe =
    url.protocol === 'https:' || (url.protocol === 'http:' && LOCAL_HOSTS.includes(url.hostname));
  if (!safe || url.username !== '' || url.password !== '') {
    throw new FieldsealError('server.input-invalid', { field: 'serverUrl' });
  }
  return url.origin;
}
