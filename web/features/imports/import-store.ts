import { create } from 'zustand'
import { meantFaults } from '#api/ground/editions/editions.contract.ts'
import type { ImportAnswer } from '#api/ground/imports/imports.contract.ts'
import type { Crs } from '#api/platform/http/shared.contract.ts'
import type { Finding } from './findings.ts'

/** What is replaced: the county; the county although the files are refused for it; or the open area alone, while one is. */
export type ImportScope = 'county' | 'meantCounty' | 'area'

/** What the import panel holds beyond its own life: a panel that was closed comes back as it was. */
type ImportState = {
  files: readonly File[]
  /** The import that `files` were sent to as they stand; null once they are changed. */
  sentId: string | null
  crs: Crs
  scope: ImportScope
  /** The refused import of `files` that naming the county would have let pass; it is offered while they are the same. */
  meantId: string | null
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

const emptyImport: ImportState = {
  files: [],
  sentId: null,
  crs: 'wgs84',
  scope: 'county',
  meantId: null,
  snap: '0',
  map: '',
  isConfirming: false,
  shownId: null,
  upload: null,
  uploadError: null,
  staleFiles: [],
  findings: [],
  selectedKey: null,
}

export const useImportStore = create<ImportState>(() => emptyImport)

export const setImportStore = useImportStore.setState

/** For another person at the same page: nothing of the one before is left. */
export function resetImportStore(): void {
  useImportStore.getState().upload?.abort.abort()
  setImportStore(emptyImport)
}

/** Back to the form with the files as they were sent. */
export const trySameFiles = ({ id, faults }: Pick<ImportAnswer, 'id' | 'faults'>) =>
  setImportStore(({ meantId }) => ({
    shownId: null,
    meantId: faults.some(({ kind }) => meantFaults.has(kind)) ? id : meantId,
  }))

/** Files are sent as an import: what was offered for them still is. Pure. */
export const takeSent = ({ sentId, meantId }: ImportState, id: string) => ({
  sentId: id,
  meantId: isMeantOffered({ sentId, meantId }) ? id : null,
})

/** What is to be replaced, of what can be chosen now. Pure. */
export function findScope({ scope, sentId, meantId }: ImportState, hasOpenArea: boolean): ImportScope {
  if (scope === 'meantCounty') return isMeantOffered({ sentId, meantId }) ? scope : 'county'
  return scope === 'area' && hasOpenArea ? scope : 'county'
}

/** Whether the files were refused for what the county may be replaced by all the same. Pure. */
export const isMeantOffered = ({ sentId, meantId }: Pick<ImportState, 'sentId' | 'meantId'>): boolean =>
  meantId !== null && meantId === sentId

/** Back to the form, for other files than those of import `id`: mended ones often have other names, and would be sent
 *  beside the old ones. How they are to be read stays as it was chosen. */
export const chooseOtherFiles = (id: string) =>
  setImportStore(({ files, sentId }) => ({
    shownId: null,
    ...(sentId === id ? { files: [], sentId: null, staleFiles: [] } : { files, sentId }),
  }))
