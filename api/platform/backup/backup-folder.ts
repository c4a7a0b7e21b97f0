import type { Handle } from '#api/platform/db/client.ts'

/** A file that a row names, and what it is to be. */
export type FolderFile = { name: string; sha256: string }

/** Files that belong to a county and stand beside its database: what a backup takes of them, and how a restore puts them
 *  back. A file of a name never changes. */
export type BackupFolder = {
  readonly name: string
  /** Those that the rows know; none where the schema is older than they are. */
  list(handle: Handle): Promise<FolderFile[]>
  /** Undefined where there is none. */
  read(name: string): Promise<Buffer | undefined>
  /** Throws where the name is none of this folder's. */
  write(name: string, bytes: Buffer): Promise<void>
}

/** What became of the files of a folder. */
export type FolderReport = {
  files: number
  bytes: number
  /** Names of those that are not there, or are not what their rows say. */
  missing: string[]
}
