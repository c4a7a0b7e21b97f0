import type { Sentence } from '#api/platform/http/problem.ts'
import { maxSnapMeters, snappableFaults } from '../editions.contract.ts'
import { type FieldMap, type FileFields, listOfPlace } from './field-map.ts'
import type { ImportFault } from './import-fault.ts'

/** Faults that have one cause, told by the first of them: a county whose codes have another name has 4,847 of these. */
export type ImportCause = Omit<ImportFault, 'field' | 'widthMeters'> & {
  field: string | null
  count: number
  /** What helps, where that is more than to mend what the reason names. */
  hint: Sentence | null
}

/** There are about as many kinds, and fields of areas. */
export const maxCauses = 50

/** What hints speak of. */
export type ImportCircumstances = {
  area: string | undefined
  map: FieldMap
  snapMeters: number
  /** How many grids of the files could be read. */
  readGrids: number
  fields: FileFields
  /** The township or village that all grids of the files are of, where they were given as the county's, are fewer than
   *  it has, and it has that part and others. */
  part: string | undefined
  /** Whether the current edition has a grid in `area`. */
  isAreaKnown: boolean
}

/** The causes of faults, the one of most first; `maxCauses` at most. Without circumstances there are no hints. Pure. */
export function groupCauses(faults: readonly ImportFault[], circumstances?: ImportCircumstances): ImportCause[] {
  const groups = new Map<string, [ImportFault, ...ImportFault[]]>()
  for (const fault of faults) {
    const key = `${fault.kind} ${fault.field ?? ''}`
    const group = groups.get(key)
    if (group) group.push(fault)
    else groups.set(key, [fault])
  }
  return [...groups.values()]
    .sort((one, other) => other.length - one.length)
    .slice(0, maxCauses)
    .map((group) => {
      const [{ field = null, widthMeters: _, ...first }] = group
      return {
        ...first,
        field,
        count: group.length,
        hint: circumstances ? findHint(group, faults, circumstances) : null,
      }
    })
}

function findHint(
  group: readonly [ImportFault, ...ImportFault[]],
  all: readonly ImportFault[],
  circumstances: ImportCircumstances,
): Sentence | null {
  const [first] = group
  const { kind } = first
  if (snappableFaults.has(kind)) return hintAtSnap(all, circumstances)
  switch (kind) {
    case 'missing_code':
      return hintAtCode(first, circumstances)
    case 'missing_field':
      return hintAtFields(first, all, circumstances)
    case 'outside_area':
      return hintAtArea(group, all, circumstances)
    case 'open_incident':
    case 'too_few_grids':
      return hintAtPart(circumstances)
    case 'duplicate_code':
      return {
        zh: '一个编码只能出现一次；同样的内容给了两次的，去掉其中一个文件。',
        en: 'A code may be there once; where the same was given twice, leave one of the files out.',
      }
    default:
      return null
  }
}

function hintAtSnap(all: readonly ImportFault[], { snapMeters }: ImportCircumstances): Sentence | null {
  if (!all.every((fault) => snappableFaults.has(fault.kind))) return null
  const meters = findSnap(all)
  if (meters > maxSnapMeters || meters <= snapMeters) return null
  return {
    zh: `若只是测绘误差造成的小缝隙或重叠，可加 --snap ${meters} 合拢小于 ${meters} 米的（控制台中填“合拢缝隙和重叠”）。`,
    en: `If these are small measuring errors, --snap ${meters} closes what is narrower than ${meters} m (in the console: “Close gaps and overlaps”).`,
  }
}

/** The smallest half metre above every width that is known; a metre at least where one is not. */
const findSnap = (faults: readonly ImportFault[]): number =>
  faults.reduce((most, { widthMeters = 0.5 }) => Math.max(most, Math.floor(widthMeters * 2) / 2 + 0.5), 0)

const inConsole: Sentence = { zh: '（控制台中填“字段对应”）', en: ' (in the console: “Field names”)' }

const sayNames = (names: readonly string[]): Sentence => ({
  zh: `文件里的字段：${names.join('、')}。`,
  en: `Fields of the file: ${names.join(', ')}.`,
})

/** The whole of what `--map` takes: what was said, and what is still to be. */
const sayMap = (map: FieldMap, more: readonly string[]) =>
  `--map ${[...Object.entries(map).map(([field, name]) => `${field}=${name}`), ...more].join(',')}`

function hintAtCode({ place }: ImportFault, { fields, map }: ImportCircumstances): Sentence | null {
  const { names = [], codeField } = fields.get(listOfPlace(place)) ?? {}
  // It has a name that is known, and these areas lack it.
  if (names.length === 0 || names.includes(map.code ?? 'code')) return null
  const said = sayNames(names)
  const option = sayMap(map, [`code=${codeField ?? '…'}`])
  return {
    zh: `${said.zh}请写明哪一个是编码：${option}${inConsole.zh}；其余字段名不同的，用逗号接着写，如 name=名称。`,
    en: `${said.en} Say which one is the code: ${option}${inConsole.en}; other fields that are called otherwise follow after commas, as in name=名称.`,
  }
}

/** One sentence for all fields that a file has not. */
function hintAtFields(
  first: ImportFault,
  all: readonly ImportFault[],
  { fields, map }: ImportCircumstances,
): Sentence | null {
  const list = listOfPlace(first.place)
  const names = fields.get(list)?.names ?? []
  const isAbsent = ({ kind, field, place }: ImportFault) =>
    kind === 'missing_field' && field && !(field in map) && !names.includes(field) && listOfPlace(place) === list
  if (!isAbsent(first)) return null
  const absent = new Set(all.filter(isAbsent).map(({ field }) => `${field}=…`))
  const said = sayNames(names)
  const option = sayMap(map, [...absent])
  return {
    zh: `${said.zh}若其中有，请写明叫什么：${option}${inConsole.zh}。`,
    en: `${said.en} If they are among these, say what they are called: ${option}${inConsole.en}.`,
  }
}

/** The village or township that all of these codes are of. Pure. */
export function findCommonArea(codes: readonly string[]): string | undefined {
  const [first = ''] = codes
  return [12, 9]
    .map((digits) => first.slice(0, digits))
    .find((part) => part.length >= 9 && codes.every((code) => code.startsWith(part)))
}

const hintAtPart = ({ part }: ImportCircumstances): Sentence | null =>
  part === undefined
    ? null
    : {
        zh: `文件里都是 ${part} 的网格：只替换它、其余沿用现行版次，请写 --area ${part}（控制台中先在地图上打开它，再选“只替换……”）。`,
        en: `All grids of the files are of ${part}: to replace that alone and keep the rest, say --area ${part} (in the console open it on the map and choose to replace only that).`,
      }

function hintAtArea(
  group: readonly ImportFault[],
  all: readonly ImportFault[],
  { area = '', readGrids, isAreaKnown }: ImportCircumstances,
): Sentence | null {
  // Some belong there: who made the file takes the others out.
  if (readGrids > 0 || all.some(({ code }) => code?.startsWith(area))) return null
  const common = findCommonArea(group.map(({ code }) => code ?? ''))
  const zhUnknown = isAreaKnown ? '' : `现行版次里也没有 ${area}。`
  const enUnknown = isAreaKnown ? '' : ' Nor is there any in the current edition.'
  return {
    zh: `文件里没有 ${area} 的网格。${zhUnknown}${common ? `文件里都是 ${common} 的，要替换它，请写 --area ${common}（控制台中先在地图上打开它，再选“只替换……”）；` : ''}要导入全县，请去掉 --area（控制台中选“全县”）。`,
    en: `No grid of the files is in ${area}.${enUnknown} ${common ? `All are of ${common}: to replace that, say --area ${common} (in the console open it on the map and choose to replace only that); to` : 'To'} import the whole county, leave --area out (in the console choose the whole county).`,
  }
}
