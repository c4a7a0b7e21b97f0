/** PostgreSQL's own files, inside the data folder. */
export const clusterFolderName = 'database'
/** Written when the files of a new database are all on disk: without it they are what an interrupted start left. */
export const completeMarkName = 'database.complete'
