import type { ReactNode } from 'react';

/**
 * Fingerprint words to be read out and compared. They are English words in Latin script in every interface
 * language, since both sides must say the same.
 */
export function WordList(props: {
  readonly words: readonly string[];
  readonly label: string;
}): ReactNode {
  return (
    <ol className="words" aria-label={props.label} lang="en" dir="ltr">
      {props.words.map((word, index) => (
        <li key={`${String(index)}-${word}`} className="word">
          {word}
        </li>
      ))}
    </ol>
  );
}
