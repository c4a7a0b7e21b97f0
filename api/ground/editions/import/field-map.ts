import type { Sentence } from '#api/platform/http/problem.ts'
import { levelOfCode } from '#api/platform/http/shared.contract.ts'
import type { RawArea } from './area-reader.ts'
import { type ImportFault, showWord } from './import-fault.ts'
import { importFields } from './parse-areas.ts'

/** Our field by the name it has in the files: `{ code: '网格编码' }`. */
export type FieldMap = Readonly<Record<string, string>>

/** Reads `code=网格编码,name=名称`, also with the comma and the equals sign of a Chinese keyboard. Gives the sentence to refuse it with where it is no such list. Pure. */
export function parseFieldMap(text: string): { map: FieldMap } | { reason: Sentence } {
  const map: Record<string, string> = {}
  for (const pair of text.split(/[,，]/)) {
    const [field = '', ...rest] = pair.split(/[=＝]/)
    const target = field.trim()
    const source = rest.join('=').trim()
    if (target === '' || source === '')
      return {
        reason: {
          zh: `字段对应“${pair}”应写成 字段=文件中的名称，如 code=网格编码,name=名称。`,
          en: `"${pair}" should be field=its name in the file, as in code=网格编码,name=名称.`,
        },
      }
    if (!importFields.includes(target))
      return {
        reason: {
          zh: `没有字段 ${target}，可对应的字段：${importFields.join('、')}。`,
          en: `There is no field ${target}; those there are: ${importFields.join(', ')}.`,
        },
      }
    if (target in map) return { reason: { zh: `字段 ${target} 对应了两次。`, en: `Field ${target} is mapped twice.` } }
    map[target] = source
  }
  return { map }
}

const namedFields = 20

/** By each list of a file (`huize.topojson · grids`) the field names of its first area, and the one that holds a code. */
export type FileFields = ReadonlyMap<string, { names: readonly string[]; codeField: string | undefined }>

/** The list that a place is in. Pure. */
export const listOfPlace = (place: string): string => place.slice(0, place.lastIndexOf('['))

/** Gives areas our field names beside those of the files, and remembers which names no area has. */
export function createFieldMapper(map: FieldMap): {
  apply: (raw: RawArea) => RawArea
  listNames: (county: string) => FileFields
  findFaults: () => ImportFault[]
} {
  const pairs = Object.entries(map)
  const missing = new Set(pairs.map(([, source]) => source))
  let first: RawArea | undefined
  const firstOfLists = new Map<string, RawArea>()
  return {
    apply(raw) {
      first ??= raw
      const list = listOfPlace(raw.place)
      if (!firstOfLists.has(list)) firstOfLists.set(list, raw)
      if (pairs.length === 0) return raw
      const properties = { ...raw.properties }
      for (const [target, source] of pairs) {
        if (!Object.hasOwn(raw.properties, source)) continue
        missing.delete(source)
        properties[target] = raw.properties[source]
      }
      return { ...raw, properties }
    },
    listNames(county) {
      const codeLength = (value: unknown) => {
        const code = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
        return levelOfCode(code) !== undefined && code.startsWith(county) ? code.length : 0
      }
      return new Map(
        [...firstOfLists].map(([list, { properties }]) => {
          const names = Object.keys(properties)
          // Those of the county, township and village stand beside a grid's own, which is the longest.
          const codeField = names
            .filter((name) => codeLength(properties[name]) > 0)
            .reduce<string | undefined>(
              (longest, name) =>
                longest !== undefined && codeLength(properties[longest]) >= codeLength(properties[name])
                  ? longest
                  : name,
              undefined,
            )
          return [
            list,
            { names: names.slice(0, namedFields).map(showWord), codeField: codeField && showWord(codeField) },
          ]
        }),
      )
    },
    findFaults() {
      if (!first) return []
      const { source: place, properties } = first
      const known = Object.keys(properties).map(showWord).slice(0, namedFields)
      return [...missing].map((source) => ({
        kind: 'missing_field',
        code: null,
        place,
        reason: {
          zh: `文件中没有字段“${source}”，现有：${known.join('、')}。`,
          en: `The files have no field "${source}"; there are: ${known.join(', ')}.`,
        },
      }))
    },
  }
}
