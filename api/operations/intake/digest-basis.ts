import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { ReferenceLists } from '#api/operations/reference/reference.contract.ts'
import type { IntakeFileSettings } from './intake-files.contract.ts'

type Basis = {
  settings: IntakeFileSettings
  /** What its sender reaches. */
  areas: readonly string[]
  edition: number
  lists: Pick<ReferenceLists, 'incident-types' | 'foreign-codes'>
}

/** A digest of all that decides which rows of a file are taken in and as what: the bytes of the file, how they are read, the lists,
 *  the edition and the reach; not whether it is a dry run. */
export async function digestBasis(path: string, { settings, areas, edition, lists }: Basis): Promise<string> {
  const { map, crs, system, source, isNotEmergency } = settings
  const columns = map && Object.entries(map).sort(([one], [other]) => (one < other ? -1 : 1))
  const types = [lists['incident-types'], lists['foreign-codes']]
  const hash = createHash('sha256')
  hash.update(
    JSON.stringify([columns, crs, system ?? null, source ?? null, isNotEmergency, [...areas].sort(), edition, types]),
  )
  for await (const bytes of createReadStream(path)) hash.update(bytes as Buffer)
  return hash.digest('base64url')
}
