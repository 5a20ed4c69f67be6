/**
 * Checks the message files against each other and against the code, so that no screen shows an id
 * instead of a sentence and no sentence is translated for nothing.
 */

export interface MessageFiles {
  /** Messages by language, then by id. The first language is the one others are measured by. */
  readonly languages: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Program text in which ids are looked for, tests left out. */
  readonly sources: readonly string[];
  /** Ids the code builds from parts and that must exist, such as `error.<code>`. */
  readonly required: readonly string[];
}

/** One sentence per fault; empty when all is well. */
export function checkMessages(files: MessageFiles): readonly string[] {
  const [reference, ...others] = [...files.languages];
  if (reference === undefined) return ['No message file was found.'];
  const [language, messages] = reference;
  const ids = Object.keys(messages);
  return [
    ...others.flatMap(([other, translated]) =>
      compareLanguages(language, messages, other, translated),
    ),
    ...files.required
      .filter((id) => !Object.hasOwn(messages, id))
      .map((id) => `${id}: needed by the code, missing in ${language}`),
    ...unusedIds(ids, files).map((id) => `${id}: in ${language}, used nowhere`),
  ];
}

function compareLanguages(
  language: string,
  messages: Readonly<Record<string, string>>,
  other: string,
  translated: Readonly<Record<string, string>>,
): readonly string[] {
  const faults: string[] = [];
  for (const [id, text] of Object.entries(messages)) {
    const translation = translated[id];
    if (translation === undefined) {
      faults.push(`${id}: in ${language}, missing in ${other}`);
    } else if (argumentsOf(text) !== argumentsOf(translation)) {
      faults.push(`${id}: ${other} does not take the same values as ${language}`);
    }
  }
  for (const id of Object.keys(translated)) {
    if (!Object.hasOwn(messages, id)) faults.push(`${id}: in ${other}, missing in ${language}`);
  }
  return faults;
}

/** Names of the values an ICU message takes, sorted: `{count, plural, …}` and `{name}` alike. */
function argumentsOf(text: string): string {
  const names = [...text.matchAll(/\{\s*([A-Za-z_]\w*)\s*(?=[,}])/g)].map((match) => match[1]);
  // `{count, plural, one {day} …}`: a lone word in a branch is text, but a translation may drop it.
  const typed = [...text.matchAll(/\{\s*([A-Za-z_]\w*)\s*,/g)].map((match) => match[1]);
  return [...new Set(typed.length > 0 ? typed : names)].sort().join(' ');
}

/** An id counts as used where it stands in quotes, or where a template starts with its first parts. */
function unusedIds(ids: readonly string[], files: MessageFiles): readonly string[] {
  const quoted = new Set<string>();
  const prefixes = new Set<string>();
  for (const source of files.sources) {
    for (const match of source.matchAll(/(['"`])([A-Za-z][\w.-]*)\1/g)) quoted.add(match[2] ?? '');
    for (const match of source.matchAll(/`([A-Za-z][\w.-]*\.)\$\{/g)) prefixes.add(match[1] ?? '');
  }
  const required = new Set(files.required);
  return ids.filter(
    (id) =>
      !quoted.has(id) &&
      !required.has(id) &&
      ![...prefixes].some((prefix) => id.startsWith(prefix)),
  );
}
