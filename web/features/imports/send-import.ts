import { startImport } from '#web/api-client/client.ts'
import { type ImportChoices, toFormData } from './import-form-data.ts'
import { setImportStore } from './import-store.ts'

/** Sends the files and then shows their import. */
export async function sendImport(choices: ImportChoices, isCheck: boolean): Promise<void> {
  const upload = new AbortController()
  setImportStore({ upload, uploadError: null })
  try {
    const { id } = await startImport(toFormData(choices, isCheck), upload.signal)
    setImportStore({ upload: null, shownId: id, sentId: id, selectedKey: null })
  } catch (error) {
    setImportStore({ upload: null, uploadError: upload.signal.aborted ? null : error })
  }
}
