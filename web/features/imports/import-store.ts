import { create } from 'zustand'
import type { Crs } from '#api/http/shared.contract.ts'
import type { Finding } from './findings.ts'

/** What the import panel holds beyond its own life: a panel that was closed comes back as it was. */
type ImportState = {
  files: readonly File[]
  /** The import that `files` were sent to as they stand; null once they are changed. */
  sentId: string | null
  crs: Crs
  /** Replace the open area alone, while one is open. */
  isAreaOnly: boolean
  snap: string
  map: string
  /** Asks once more before anything is replaced. */
  isConfirming: boolean
  /** The import that is looked at; null for the form. */
  shownId: string | null
  /** The sending of files, and how to stop it. */
  upload: { isCheck: boolean; abort: AbortController } | null
  uploadError: unknown
  /** Names of those of `files` that are no longer on the disk as they were chosen. */
  staleFiles: readonly string[]
  /** What the list shows, and the map with it. */
  findings: readonly Finding[]
  selectedKey: string | null
}

export const useImportStore = create<ImportState>(() => ({
  files: [],
  sentId: null,
  crs: 'wgs84',
  isAreaOnly: false,
  snap: '0',
  map: '',
  isConfirming: false,
  shownId: null,
  upload: null,
  uploadError: null,
  staleFiles: [],
  findings: [],
  selectedKey: null,
}))

export const setImportStore = useImportStore.setState

/** Back to the form with the files as they were sent. */
export const trySameFiles = () => setImportStore({ shownId: null })

/** Back to the form, for other files than those of import `id`: mended ones often have other names, and would be sent
 *  beside the old ones. How they are to be read stays as it was chosen. */
export const chooseOtherFiles = (id: string) =>
  setImportStore(({ files, sentId }) => ({
    shownId: null,
    ...(sentId === id ? { files: [], sentId: null, staleFiles: [] } : { files, sentId }),
  }))
