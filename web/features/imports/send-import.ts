import { startImport } from '#web/api-client/client.ts'
import { findStaleFiles } from './find-stale-files.ts'
import { type ImportChoices, toFormData } from './import-form-data.ts'
import { setImportStore, takeSent } from './import-store.ts'

/** Sends the files and then shows their import. */
export async function sendImport(choices: ImportChoices, isCheck: boolean): Promise<void> {
  const abort = new AbortController()
  setImportStore({ upload: { isCheck, abort }, uploadError: null, staleFiles: [] })
  try {
    // Asked before they are sent: what comes of a failed sending cannot be told from a server that is gone.
    if (await stopForStaleFiles(choices.files)) return
    const { id } = await startImport(toFormData(choices, isCheck), abort.signal)
    setImportStore((state) => ({ upload: null, shownId: id, selectedKey: null, ...takeSent(state, id) }))
  } catch (error) {
    // changed while it was sent
    if (!abort.signal.aborted && (await stopForStaleFiles(choices.files))) return
    setImportStore({ upload: null, uploadError: abort.signal.aborted ? null : error })
  }
}

async function stopForStaleFiles(files: readonly File[]): Promise<boolean> {
  const staleFiles = await findStaleFiles(files)
  if (staleFiles.length === 0) return false
  setImportStore({ upload: null, staleFiles })
  return true
}
