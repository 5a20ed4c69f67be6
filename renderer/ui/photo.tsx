import { useEffect, useRef, type ReactNode } from 'react';
import { copyBytes } from '../../shared/encoding/bytes.ts';
import { useText } from '../app/i18n/text.tsx';

/** A photo from memory; its address is given back when it leaves the screen. */
export function Photo(props: {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}): ReactNode {
  const text = useText();
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const created = URL.createObjectURL(
      new Blob([copyBytes(props.bytes)], { type: props.mediaType }),
    );
    if (image.current !== null) image.current.src = created;
    return () => URL.revokeObjectURL(created);
  }, [props.bytes, props.mediaType]);
  return <img ref={image} alt={text('enrol.photo.alt')} className="photo" />;
}
