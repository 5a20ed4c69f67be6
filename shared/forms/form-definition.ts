import { z } from 'zod';
import { LocalizedText } from '../domain/localized-text.ts';

/** Blind index kinds a field may declare; the planner (index-planner.ts) decides how each is stored, if at all. */
export const IndexKind = z.literal(['exact', 'partial', 'phonetic', 'fuzzy']);
export type IndexKind = z.infer<typeof IndexKind>;

const base = {
  id: z.string().regex(/^[a-z][a-zA-Z0-9]{0,39}$/u),
  label: LocalizedText,
  hint: LocalizedText.optional(),
  required: z.boolean(),
  /** Consent purpose that covers the field; refused means the field is neither asked nor sealed. */
  purposeId: z.string().min(1),
  indexes: z.array(IndexKind),
};

/** One question of a form. */
export const FormField = z.discriminatedUnion('type', [
  z.object({ ...base, type: z.literal('name'), maxLength: z.number().int().min(1).max(200) }),
  z.object({ ...base, type: z.literal('birth-date') }),
  z.object({
    ...base,
    type: z.literal('choice'),
    options: z.array(z.object({ code: z.string(), label: LocalizedText })).min(2),
  }),
  z.object({ ...base, type: z.literal('identifier'), pattern: z.string(), example: z.string() }),
  z.object({ ...base, type: z.literal('phone'), example: z.string() }),
  z.object({ ...base, type: z.literal('area') }),
  z.object({ ...base, type: z.literal('photo'), maxBytes: z.number().int().min(1) }),
]);
export type FormField = Readonly<z.infer<typeof FormField>>;

/** A form; its version is pinned to every record it made. */
export const FormDefinition = z.object({
  id: z.string().min(1).max(64),
  version: z.number().int().min(1),
  title: LocalizedText,
  fields: z.array(FormField).min(1),
});
export type FormDefinition = Readonly<z.infer<typeof FormDefinition>>;

/** A birth date with the precision the person knows it in; unknown parts are left out of `value`. */
export const BirthDate = z.discriminatedUnion('precision', [
  z.object({ precision: z.literal('day'), value: z.iso.date() }),
  z.object({ precision: z.literal('month'), value: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/u) }),
  z.object({ precision: z.literal('year'), value: z.string().regex(/^\d{4}$/u) }),
]);
export type BirthDate = Readonly<z.infer<typeof BirthDate>>;

/** A photo that travels apart from its record, by its address and key; on screens without the key. */
export interface AttachedAnswer {
  readonly mediaType: string;
  readonly attachment: { readonly hash: string; readonly key?: Uint8Array | undefined };
}

/** A photo just taken, by its bytes; or one that travels apart from its record. */
export type PhotoAnswer =
  { readonly mediaType: string; readonly bytes: Uint8Array } | AttachedAnswer;

/** Answer to one field: text, a birth date, or a photo. An absent key is "not answered". */
export type Answer = string | BirthDate | PhotoAnswer;
export type Answers = Readonly<Record<string, Answer>>;
