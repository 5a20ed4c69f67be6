import { z } from 'zod';

/** Roles of this release. Key officer, auditor and registry officer follow with their screens. */
export const Role = z.literal(['enumerator', 'supervisor', 'administrator']);
export type Role = z.infer<typeof Role>;
