/**
 * Loaded before a program (`node --import`): its calendar runs ahead or behind by as many milliseconds as the file in
 * FIELDSEAL_CLOCK_FILE says, looked at again many times a second. Timers and monotonic clocks are left alone, as they are
 * when somebody sets the clock of a computer.
 */
import fs from 'node:fs';

const EVERY_MS = 20;
const file = process.env['FIELDSEAL_CLOCK_FILE'] ?? '';
const RealDate = Date;
let shift = 0;

function look() {
  try {
    shift = Number(fs.readFileSync(file, 'utf8'));
  } catch {
    shift = 0;
  }
}

look();
setInterval(look, EVERY_MS).unref();

globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + shift);
    else super(...args);
  }

  static now() {
    return RealDate.now() + shift;
  }
};
