/**
 * Stands in for the native helper programs of both platforms: keys are files in the folder given, and the file
 * `behaviour` there tells it to misbehave. It proves nothing about Touch ID or Windows Hello.
 */
import { createHmac, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const folder = process.argv[2] ?? '.';
const read = (name) => {
  try {
    return fs.readFileSync(path.join(folder, name), 'utf8');
  } catch {
    return '';
  }
};

const line = fs.readFileSync(0, 'utf8').trimEnd();
const request = JSON.parse(line);
const behaviour = read('behaviour');
fs.appendFileSync(path.join(folder, 'requests'), `${line}\n`);
fs.writeFileSync(path.join(folder, 'pid'), String(process.pid));

const say = (answer) => process.stdout.write(`${JSON.stringify({ version: 1, ...answer })}\n`);
const refuse = (refusal) => say({ ok: false, refusal });
const keyFile = path.join(folder, `key-${request.name ?? ''}`);

const misbehaviours = {
  cancelled: () => refuse('cancelled'),
  'key-lost': () => refuse('key-lost'),
  unavailable: () =>
    request.command === 'status' ? say({ ok: true, available: false }) : refuse('unavailable'),
  failed: () => refuse('failed'),
  garbage: () => process.stdout.write('Segmentation fault\n'),
  'two-lines': () => {
    say({ ok: true });
    say({ ok: true });
  },
  flood: () => process.stdout.write('x'.repeat(200_000)),
  'extra-member': () => say({ ok: true, password: 'x' }),
  'another-version': () => say({ version: 2, ok: true, available: true }),
  'short-answer': () => say({ ok: true, secret: 'AAAA', signature: 'AAAA' }),
  'empty-answer': () => say({ ok: true }),
  'silent-end': () => undefined,
  crash: () => process.abort(),
  hang: () => setInterval(() => undefined, 1000),
};

function obey() {
  if (request.command === 'status') return say({ ok: true, available: true });
  if (request.command === 'store') fs.writeFileSync(keyFile, request.secret);
  else if (request.command === 'create') fs.writeFileSync(keyFile, randomBytes(64).toString('hex'));
  else if (request.command === 'delete') fs.rmSync(keyFile, { force: true });
  else if (!fs.existsSync(keyFile)) return refuse('key-lost');
  else if (request.command === 'read')
    return say({ ok: true, secret: fs.readFileSync(keyFile, 'utf8') });
  else return say({ ok: true, signature: sign() });
  return say({ ok: true });
}

/** As long as one of RSA-2048, and the same for the same challenge, unless told otherwise. */
function sign() {
  const salt = behaviour === 'unstable' ? randomBytes(8) : Buffer.alloc(0);
  const once = createHmac('sha512', fs.readFileSync(keyFile))
    .update(request.challenge)
    .update(salt);
  const block = once.digest();
  return Buffer.concat([block, block, block, block]).toString('base64url');
}

const own = misbehaviours[behaviour];
if (behaviour === 'refuse-company') {
  const lock = path.join(folder, 'company');
  try {
    fs.writeFileSync(lock, '', { flag: 'wx' });
    obey();
    fs.rmSync(lock);
  } catch {
    refuse('failed');
  }
} else if (own === undefined) obey();
else own();
