import type { IncomingHttpHeaders } from 'node:http';
import { S3Refusal, type StandInBucket } from './stand-in-bucket.ts';

/** A request whose signature is right. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly content: Buffer;
}

/** Few, so that tests see several pages. */
const LARGEST_PAGE = 2;

/** Carries out one call on a bucket in the path. @throws S3Refusal */
export function answerOf(bucket: StandInBucket, name: string, request: Asked): Answer {
  const { method, url, headers, body } = request;
  const [, bucketName, ...rest] = decodeURIComponent(url.pathname).split('/');
  if (bucketName !== name) throw new S3Refusal(404, 'NoSuchBucket');
  const key = rest.join('/');
  const query = url.searchParams;
  const condition = headers['if-none-match'];
  const id = query.get('uploadId');
  if (key === '') return method === 'GET' ? list(bucket, query) : unknown();
  switch (method) {
    case 'GET':
    case 'HEAD':
      return { status: 200, headers: {}, content: Buffer.from(bucket.get(key)) };
    case 'DELETE':
      if (id === null) bucket.objects.delete(key);
      else bucket.abort(id, key);
      return { status: 204, headers: {}, content: Buffer.alloc(0) };
    case 'PUT': {
      const sum = headers['x-amz-checksum-sha256'];
      const etag =
        id === null
          ? bucket.put(key, body, condition, sum === undefined ? undefined : String(sum))
          : bucket.putPart(id, key, Number(query.get('partNumber')), body);
      return { status: 200, headers: { etag }, content: Buffer.alloc(0) };
    }
    case 'POST': {
      if (query.has('uploads')) {
        return xml(
          `<InitiateMultipartUploadResult><UploadId>${bucket.begin(key)}</UploadId></InitiateMultipartUploadResult>`,
        );
      }
      const etag = bucket.complete(id ?? '', key, partsIn(body.toString()), condition);
      return xml(
        `<CompleteMultipartUploadResult><ETag>${etag}</ETag></CompleteMultipartUploadResult>`,
      );
    }
    default:
      return unknown();
  }
}

function list(bucket: StandInBucket, query: URLSearchParams): Answer {
  const prefix = query.get('prefix') ?? '';
  if (query.has('uploads')) return listUploads(bucket, prefix, query);
  if (query.get('list-type') !== '2') return unknown();
  const after = query.get('continuation-token') ?? '';
  const keys = [...bucket.objects.keys()]
    .filter((key) => key.startsWith(prefix) && key > after)
    .sort();
  const page = keys.slice(0, Math.min(LARGEST_PAGE, Number(query.get('max-keys') ?? LARGEST_PAGE)));
  const contents = page.map((key) => {
    const storedAt = bucket.objects.get(key)?.storedAt.toISOString() ?? '';
    return `<Contents><Key>${key}</Key><LastModified>${storedAt}</LastModified></Contents>`;
  });
  const more = keys.length > page.length;
  const next = more ? `<NextContinuationToken>${page.at(-1) ?? ''}</NextContinuationToken>` : '';
  return xml(
    `<ListBucketResult><IsTruncated>${String(more)}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`,
  );
}

/** In the order of keys, then of their beginning; a page begins behind both markers. */
function listUploads(bucket: StandInBucket, prefix: string, query: URLSearchParams): Answer {
  const marker = `${query.get('key-marker') ?? ''} ${query.get('upload-id-marker') ?? ''}`;
  const all = [...bucket.uploads]
    .map(([id, upload]) => ({ id, ...upload, place: `${upload.key} ${id}` }))
    .filter(({ key, place }) => key.startsWith(prefix) && place > marker)
    .sort((a, b) => (a.place < b.place ? -1 : 1));
  const page = all.slice(0, LARGEST_PAGE);
  const last = page.at(-1);
  const more = all.length > page.length;
  const next = more
    ? `<NextKeyMarker>${last?.key ?? ''}</NextKeyMarker><NextUploadIdMarker>${last?.id ?? ''}</NextUploadIdMarker>`
    : '';
  const uploads = page.map(
    ({ id, key, begun }) =>
      `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${begun.toISOString()}</Initiated></Upload>`,
  );
  return xml(
    `<ListMultipartUploadsResult><IsTruncated>${String(more)}</IsTruncated>${next}${uploads.join('')}</ListMultipartUploadsResult>`,
  );
}

function partsIn(text: string): readonly (readonly [number, string])[] {
  return [...text.matchAll(/<Part>(.*?)<\/Part>/gsu)].map(([, part = '']) => [
    Number(/<PartNumber>(\d+)</u.exec(part)?.[1]),
    (/<ETag>(.*?)</u.exec(part)?.[1] ?? '').replaceAll('&quot;', '"'),
  ]);
}

function xml(content: string): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    content: Buffer.from(content),
  };
}

function unknown(): never {
  throw new S3Refusal(405, 'MethodNotAllowed');
}
