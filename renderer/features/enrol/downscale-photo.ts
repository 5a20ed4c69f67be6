import type { Bytes } from '../../../shared/encoding/bytes.ts';

const LONGEST_SIDE = 640;
const QUALITIES = [0.82, 0.7, 0.55, 0.4] as const;

/**
 * The picture as a small JPEG of at most `maxBytes`. Drawing it anew leaves behind whatever the camera wrote into
 * the file (place, time, device). Null when the file is no picture or can't be made small enough.
 */
export async function downscalePhoto(
  file: File,
  maxBytes: number,
): Promise<{ readonly mediaType: string; readonly bytes: Bytes } | null> {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(
    () => null,
  );
  if (bitmap === null) return null;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  for (const quality of QUALITIES) {
    const blob = await encode(canvas, quality);
    if (blob !== null && blob.size <= maxBytes) {
      return { mediaType: 'image/jpeg', bytes: new Uint8Array(await blob.arrayBuffer()) };
    }
  }
  return null;
}

function encode(canvas: HTMLCanvasElement, quality: number): Promise<Blob | null> {
  return new Promise((resolve) => {
    canvas.toBlob(resolve, 'image/jpeg', quality);
  });
}
