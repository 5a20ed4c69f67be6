import type { Assignment } from '../../shared/domain/assignment.ts';
import type { FileToSave } from './recovery-api.ts';

/** A laptop that somebody holds a grant for. */
export interface PersonLaptop {
  readonly deviceCode: string;
  readonly leaseUntil: string;
  readonly lastSeenAt: string | null;
  readonly isRevoked: boolean;
}

/** Somebody of the programme, as the administrator sees them. */
export interface Person {
  readonly operatorId: string;
  readonly name: string;
  /** By the newest grant that this administrator signed; before there is one, by the server's list. */
  readonly assignments: readonly Assignment[];
  /** Where the newest one-time code stands: not used yet, used, or a request waits to be approved. */
  readonly code: 'open' | 'used' | 'requested';
  readonly laptops: readonly PersonLaptop[];
  readonly isSelf: boolean;
  /** Something was taken away that laptops do not know of yet; `reviewAreaIds` need new keys. */
  readonly due: { readonly reviewAreaIds: readonly string[] } | null;
}

/** Everybody, and whether whoever asks may change what they are. */
export interface PeopleView {
  readonly people: readonly Person[];
  readonly mayChange: boolean;
}

/** A one-time code in the clear, which exists nowhere else. */
export interface IssuedCode {
  readonly operatorId: string;
  readonly name: string;
  readonly code: string;
}

/** People and what they are. */
export interface PeopleApi {
  listPeople(): Promise<PeopleView>;
  /** Lists a person under an id that the caller made; the same again answers another code. */
  addPerson(
    operatorId: string,
    name: string,
    assignments: readonly Assignment[],
  ): Promise<IssuedCode>;
  /** A new code for a first or another laptop; the one before counts no more. */
  issueCode(operatorId: string): Promise<IssuedCode>;
  /**
   * What somebody is from now on; what they were until now is kept as over. Where something is taken away laptops are told,
   * and areas that they reviewed get new keys. Rejects with `people.review-period-due` where only that failed; given what
   * lasts again, it does what is due (see `Person.due`).
   */
  changeAssignments(operatorId: string, next: readonly Assignment[]): Promise<void>;
  /** What somebody is now as a `.fslease` file, for laptops of theirs that have no network. */
  assignmentFile(operatorId: string): Promise<FileToSave>;
}
