const BEYOND_ASCII = /[^\p{ASCII}]/u;

/** True for most texts of most programmes: nothing in them needs Unicode's rules. */
export function isAscii(text: string): boolean {
  return !BEYOND_ASCII.test(text);
}

/**
 * Decimal digits of any script as 0 to 9: a number typed on an Arabic or Bengali keyboard is the same
 * number. Unicode keeps the ten digits of a script together, zero first (Unicode Standard, section 4.6).
 */
export function asciiDigits(text: string): string {
  if (isAscii(text)) return text;
  return text.replaceAll(/(?![0-9])\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let zero = code;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
    return String((code - zero) % 10);
  });
}
