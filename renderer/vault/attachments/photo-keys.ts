import { copyBytes, type Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { Answer, Answers, AttachedAnswer } from '../../../shared/forms/form-definition.ts';

/** Keys of the photos that were handed to the screens of a session, by hash. */
export type PhotoKeys = Map<string, Bytes>;

/** Answers as a screen gets them: the keys of photos stay here. */
export function withoutPhotoKeys(keys: PhotoKeys, answers: Answers): Answers {
  return mapPhotos(answers, ({ mediaType, attachment: { hash, key } }) => {
    if (key !== undefined) keys.set(hash, copyBytes(key));
    return { mediaType, attachment: { hash } };
  });
}

/**
 * Answers that came back from a screen, with the keys of photos that it was given.
 * @throws FieldsealError `vault.internal` for a photo that it never had.
 */
export function withPhotoKeys(keys: PhotoKeys, answers: Answers): Answers {
  return mapPhotos(answers, ({ mediaType, attachment: { hash } }) => {
    const key = keys.get(hash);
    if (key === undefined) throw new FieldsealError('vault.internal');
    return { mediaType, attachment: { hash, key: copyBytes(key) } };
  });
}

function mapPhotos(answers: Answers, change: (photo: AttachedAnswer) => AttachedAnswer): Answers {
  const changed: Record<string, Answer> = {};
  for (const [fieldId, answer] of Object.entries(answers)) {
    const isAttached = typeof answer === 'object' && 'attachment' in answer;
    changed[fieldId] = isAttached ? change(answer) : answer;
  }
  return changed;
}
