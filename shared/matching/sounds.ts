/**
 * A Latin word as sounds, one character each: letters that write one sound together become one (capitals stand for the
 * sounds that Latin letters need two for), doubling goes.
 */
const TOGETHER: readonly (readonly [RegExp, string])[] = [
  [/x/gu, 'ks'],
  [/shch|schtsch|chtch|szcz/gu, 'XC'],
  [/tsch|dsch|tch|cz/gu, 'C'],
  [/dj|dzh/gu, 'j'],
  [/sch|sh|sz/gu, 'X'],
  [/ch/gu, 'C'],
  [/zh/gu, 'Z'],
  [/kh/gu, 'K'],
  [/gh|gu(?=[ei])/gu, 'G'],
  [/th/gu, 'T'],
  [/dh/gu, 'D'],
  [/ph/gu, 'f'],
  [/ck/gu, 'k'],
  [/nh|ny/gu, 'n'],
  [/t[sz]/gu, 'c'],
  [/c(?=[eiy])/gu, 's'],
  [/c/gu, 'k'],
  [/ou(?=[aei])/gu, 'w'],
  [/ou|oo/gu, 'u'],
  [/ee|ie/gu, 'i'],
];

/** The sounds of a word. */
export function soundsOf(latin: string): string {
  let sounds = latin;
  for (const [letters, sound] of TOGETHER) sounds = sounds.replaceAll(letters, sound);
  return sounds.replaceAll(/(.)\1+/gu, '$1');
}
