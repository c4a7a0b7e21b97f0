import type { Database, ScopedHandle } from '#api/platform/db/client.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { ApiError } from '#api/platform/http/problem.ts'
import type { EditionSnapshot } from './edition-snapshot.ts'
import type { EditionsService } from './editions.service.ts'

/** The 404 of an `area=` that nobody knows: an empty list would pass for "nothing has happened there". */
export const areaNotFound = (code: string) =>
  new ApiError(
    404,
    'area_not_found',
    {
      zh: `当前版次里没有编码 ${code}，请核对 area。`,
      en: `There is no area ${code} in the current edition; check area.`,
    },
    { errors: [{ path: 'area', message: { zh: '没有这个编码', en: 'no such code' } }] },
  )

export const hasArea = ({ areas, grids }: EditionSnapshot, code: string): boolean => areas.has(code) || grids.has(code)

/** The number of the edition by which `area=` is resolved. Throws 404 `area_not_found` where the current edition has no
 *  such area and no record within reach carries its code: a former village keeps answering for what happened there. 0 without an
 *  area, and in a database without an edition, whose lists are empty. */
export async function resolveArea(
  { database, editions }: { database: Database; editions: EditionsService },
  scope: Scope,
  area: string | undefined,
  countRecords: (handle: ScopedHandle, edition: number) => Promise<number>,
): Promise<number> {
  if (area === undefined) return 0
  const edition = await findCurrent(editions)
  if (!edition) return 0
  if (hasArea(edition, area)) return edition.number
  if ((await database.readAs(scope, (handle) => countRecords(handle, edition.number))) === 0) throw areaNotFound(area)
  return edition.number
}

/** The current edition, if there is any. */
export async function findCurrent(editions: EditionsService): Promise<EditionSnapshot | undefined> {
  try {
    return await editions.current()
  } catch (error) {
    if (error instanceof ApiError && error.code === 'no_edition') return undefined
    throw error
  }
}
