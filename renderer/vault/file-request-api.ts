import type { ListedPerson } from '../../shared/sync/http-api.ts';
import type { FileToSave } from './recovery-api.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** A laptop's request from a file, as the administrator's client verified it. */
export interface FileRequest {
  readonly requestHash: string;
  /** Six words of the request, to be compared with what the laptop shows. */
  readonly words: readonly string[];
  /** When it was made, by the laptop's clock. */
  readonly madeAt: string;
  /** Whom it was granted to, where this file was approved before; then only its answer is to be saved again. */
  readonly grantedTo: string | null;
  /** Whose laptop it may be: people of the programme who have asked for none yet. */
  readonly people: readonly ListedPerson[];
}

/** What an administrator does with a request that came in a file. */
export interface FileRequestApi {
  /** Reads a request from a file. The server learns of it with its approval only. */
  openRequestFile(file: Bytes): Promise<FileRequest>;
  /** Approves the request opened last for a listed person, and answers the file for the laptop. */
  approveRequestFile(requestHash: string, operatorId: string): Promise<FileToSave>;
  /** Puts the request aside. */
  rejectRequestFile(requestHash: string): Promise<void>;
  /** The answer to a request that was approved before. */
  grantFile(requestHash: string): Promise<FileToSave>;
}
