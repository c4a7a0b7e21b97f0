import type { Geometry } from 'geojson'
import { type AreaReader, isObject, type RawArea, unreadable } from './area-reader.ts'
import { type ImportFault, showWord } from './import-fault.ts'
import { LazyMembers, NotJson } from './lazy-members.ts'

/** FeatureCollection or a single Feature. Whether a geometry is sound is checked later, for every format alike. */
export const geoJsonReader: AreaReader = {
  format: 'GeoJSON',
  read(document, sourceName) {
    if (!isObject(document) || (document.type !== 'Feature' && document.type !== 'FeatureCollection')) return undefined
    const crs = nameOfCrs(document.crs)
    if (isForeign(crs)) return { count: 0, areas: [foreignCrs(sourceName, crs)] }
    if (document.type === 'Feature') return { count: 1, areas: readFeatures([document], sourceName) }
    const { features } = document
    if (Array.isArray(features)) return { count: features.length, areas: readFeatures(features, sourceName) }
    if (features instanceof LazyMembers) return { count: features.count, areas: readFeatures(features, sourceName) }
    const zh = 'FeatureCollection 缺少 features 数组。'
    return { count: 0, areas: [unreadable(sourceName, zh, 'The FeatureCollection has no features array.')] }
  },
}

function* readFeatures(features: Iterable<unknown>, source: string): Generator<RawArea | ImportFault> {
  let position = 0
  for (const feature of features) {
    const place = `${source} · features[${position++}]`
    if (feature instanceof NotJson) {
      const { why } = feature
      yield unreadable(place, '这里不是有效的 JSON。', `This is not valid JSON (${why}).`)
    } else if (!isObject(feature) || feature.type !== 'Feature')
      yield unreadable(place, '这里不是 GeoJSON Feature。', 'This is not a GeoJSON Feature.')
    else
      yield {
        properties: isObject(feature.properties) ? feature.properties : {},
        geometry: (feature.geometry ?? null) as Geometry | null,
        source,
        place,
      }
  }
}

/** EPSG numbers of longitude and latitude in WGS84 and CGCS2000, with and without heights. */
const ownNumbers = new Set(['4326', '4979', '4490', '4480'])
/** Their names, without what stands between letters and digits. */
const ownNames =
  /^(urnogcdefcrsogc|httpwwwopengisnetdefcrsogc|ogc)?\d{0,2}(gcs)?(crs84h?|wgs(19)?84|cgcs2000|worldgeodeticsystem(19)?84|chinageodeticcoordinatesystem2000(cgcs2000)?)$/

/** What the `crs` member names that GeoJSON had until 2016 and that programs still write; empty where it names nothing. */
function nameOfCrs(crs: unknown): string {
  if (typeof crs === 'string') return showWord(crs)
  const properties = isObject(crs) ? crs.properties : undefined
  if (!isObject(properties)) return ''
  if (isNamed(properties.name)) return showWord(properties.name)
  // Where it is described; what is there cannot be read here, but the address may say its number.
  if (isNamed(properties.href)) return showWord(properties.href).replace(/\/(proj4|ogcwkt|esriwkt|json|gml)?\/?$/, '')
  return isNamed(properties.code) ? `EPSG:${showWord(properties.code)}` : ''
}

const isNamed = (value: unknown): boolean => value !== undefined && value !== null

/** Whether that is another system than those whose degrees are read as they are. Beijing 54 and Xi'an 80 look the same and
 *  lie a hundred metres off. */
function isForeign(name: string): boolean {
  // The last number: before it may stand the version of the list (`EPSG:6.9:4326`).
  const number = /EPSG.*?(\d+)\D*$/i.exec(name)?.[1]
  if (number !== undefined) return !ownNumbers.has(number)
  return name !== '' && !ownNames.test(name.replace(/[\W_]/g, '').toLowerCase())
}

/** The two that are read with `--crs`, because no file says so by itself. */
const chosen = [
  { names: /^(EPSG\W*)?GCJ\W?02$/i, label: 'GCJ-02', option: 'gcj02' },
  { names: /^(EPSG\W*)?BD\W?09(LL)?$/i, label: 'BD-09', option: 'bd09' },
]

function foreignCrs(place: string, name: string): ImportFault {
  const choice = chosen.find(({ names }) => names.test(name))
  const reason = choice
    ? {
        zh: `请去掉文件里的 crs，导入时选择坐标系 ${choice.label}（--crs ${choice.option}）：文件声明的坐标系是 ${name}。`,
        en: `Take \`crs\` out of the file and choose ${choice.label} when you import it (--crs ${choice.option}): the file says that it is in ${name}.`,
      }
    : {
        zh: `请先转换为 WGS84 或 CGCS2000 经纬度：文件声明的坐标系是 ${name}。声明有误的，请去掉文件里的 crs。`,
        en: `Convert it to degrees of WGS84 or CGCS2000 first: the file says that it is in ${name}. If that is wrong, take \`crs\` out.`,
      }
  return { kind: 'wrong_crs', code: null, place, reason }
}
