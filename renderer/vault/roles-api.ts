import type { CustomRole } from '../../shared/domain/role.ts';
import type { Action } from '../../shared/access/permissions.ts';

/** What a role of the programme's own is called and may do. */
export interface RoleContent {
  readonly name: CustomRole['name'];
  readonly actions: readonly Action[];
}

/** Roles of the programme's own. Each change is a new version of the pack. */
export interface RolesApi {
  /**
   * Makes a role (`id` null) or changes one, and answers its id, which stays. Areas that somebody may review no more by it
   * get new review keys. Rejects with `people.not-yours`, `server.not-found`, and `server.input-invalid` for a role without
   * a name or an action.
   */
  saveRole(id: string | null, content: RoleContent): Promise<string>;
  /** Takes a role away that nobody holds. Rejects with `roles.still-held` and the number of people. */
  removeRole(id: string): Promise<void>;
}
