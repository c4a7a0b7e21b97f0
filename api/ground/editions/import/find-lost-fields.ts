import { type OptionalGridField, optionalGridFields } from '../edition-snapshot.ts'
import type { FormerArea } from './build-edition.ts'
import type { ImportFault } from './import-fault.ts'
import type { ImportedArea, ImportedGrid } from './parse-areas.ts'

const warn = (field: string, zhHad: string, enHad: string): ImportFault => ({
  kind: 'missing_field',
  code: null,
  place: '',
  field,
  reason: {
    zh: `现行版次有 ${zhHad}带 ${field}，文件里一个也没有，导入后将不再有；若在文件里另有名称，请写明 --map ${field}=文件中的名称（控制台中填“字段对应”）。`,
    en: `In the current edition ${enHad} ${field}, in the files none has, and it will be gone; if it is called otherwise there, say --map ${field}=its name (in the console: “Field names”).`,
  },
})

/** Optional fields of grids that the current edition has and no grid of the files. `had`: how many grids of the edition
 *  have each. Pure. */
export function findLostGridFields(
  grids: readonly ImportedGrid[],
  had: Readonly<Record<OptionalGridField, number>>,
): ImportFault[] {
  if (grids.length === 0) return []
  return optionalGridFields.flatMap((field) => {
    const own = field === 'group' ? 'groupCode' : field
    if (had[field] === 0 || grids.some((grid) => grid[own] !== null)) return []
    return [warn(field, `${had[field]} 个网格`, had[field] === 1 ? '1 grid has' : `${had[field]} grids have`)]
  })
}

/** The same of the areas that the files have: a type that is not given is none. Pure. */
export function findLostTypes(areas: readonly ImportedArea[], former: readonly FormerArea[]): ImportFault[] {
  if (areas.some(({ type }) => type !== null)) return []
  const codes = new Set(areas.map(({ code }) => code))
  const had = former.filter(({ code, type }) => codes.has(code) && type !== null).length
  return had === 0 ? [] : [warn('type', `${had} 个区域`, had === 1 ? '1 area has' : `${had} areas have`)]
}
