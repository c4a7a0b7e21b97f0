/** PostgreSQL's own files, inside the data folder. */
export const clusterFolderName = 'database'
/** There while a new database is made: what stands there then is what an interrupted start left, and is made anew. */
export const creatingMarkName = 'database.creating'
/** Written when the files of a new database are all on disk. */
export const completeMarkName = 'database.complete'
/** What a database does not open without, or opens as an empty one. */
export const neededFileNames = ['PG_VERSION', 'global/pg_control', 'base', 'pg_wal', 'pg_xact'] as const
/** The `code` of an error of the thread: the folder holds part of a database. */
export const incompleteCode = 'INCOMPLETE_DATABASE'
