import { z } from 'zod';
import { LocalizedText } from './localized-text.ts';

/** Roles that every programme has. What each may do stands in `shared/access/permissions.ts`. */
export const Role = z.literal([
  'enumerator',
  'supervisor',
  'administrator',
  'key-officer',
  'auditor',
  'registry-officer',
]);
export type Role = z.infer<typeof Role>;

/** The name of a role as it is assigned: a built-in one, one of the programme's own, or one of a newer app. */
export const RoleName = z.string().regex(/^[a-z][a-z0-9-]{0,47}$/u);

/**
 * A role of the programme's own: a set of actions that may be given away. `custom-` keeps it apart from every role that a
 * later version brings along. Actions that this version does not know, or that may not be given away, count for nothing.
 */
export const CustomRole = z.object({
  id: z.string().regex(/^custom-[a-z0-9-]{1,40}$/u),
  name: LocalizedText,
  actions: z.array(z.string().min(1).max(64)).max(64),
});
export type CustomRole = Readonly<z.infer<typeof CustomRole>>;

/** True for a role that every programme has. */
export function isBuiltInRole(name: string): name is Role {
  return Role.safeParse(name).success;
}
