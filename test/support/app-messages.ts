import fs from 'node:fs';
import path from 'node:path';
import type { Locale } from '../../shared/domain/localized-text.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../shared/i18n');

/** What a message looks like on the screen: exact text, or a pattern where it has arguments. */
export type Shown = string | RegExp;

/** Messages of one language by id, so that tests follow the app's own wording. */
export function loadMessages(locale: Locale): (id: string) => Shown {
  const messages = JSON.parse(
    fs.readFileSync(path.join(FOLDER, `${locale}.json`), 'utf8'),
  ) as Readonly<Record<string, string>>;
  return (id) => {
    const message = messages[id];
    if (message === undefined) throw new Error(`no message ${id} in ${locale}`);
    return message.includes('{') ? patternOf(message) : message;
  };
}

/** Arguments (nested braces included) stand for anything; the text around them must be there. */
function patternOf(message: string): RegExp {
  let depth = 0;
  let pattern = '';
  for (const character of message) {
    if (character === '{' && depth++ === 0) pattern += '.*';
    else if (character === '}') depth--;
    else if (depth === 0) pattern += character.replaceAll(/[$()*+.?[\\\]^|{}]/gu, String.raw`\$&`);
  }
  return new RegExp(`^${pattern}$`, 'u');
}
