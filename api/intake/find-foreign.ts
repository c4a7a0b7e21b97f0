import type { EditionSnapshot } from '#api/editions/edition-snapshot.ts'
import {
  commonAfter,
  commonBeforeCity,
  commonBeforeDistrict,
  commonBeginnings,
  fartherCounties,
  fartherPrefectures,
  prefectures,
  provinceNames,
} from './division-names.ts'

/** What an address may begin with before its county. */
const upperLevels = [
  {
    names: Object.entries(provinceNames).map(([code, name]) => ({ code, name })),
    ending: '(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)',
  },
  {
    names: [
      ...Object.entries(prefectures).map(([code, { name }]) => ({ code, name })),
      ...fartherPrefectures.map((name) => ({ code: '', name })),
    ],
    ending: '(?:市|地区|\\p{Script=Han}{0,12}自治州|州)',
  },
]
/** A name with what says that it is a county, a district or a city. */
const countyShape = new RegExp(
  [
    '^\\p{Script=Han}{2,14}?自治[县州旗]',
    `^(?![${commonBeginnings}])\\p{Script=Han}{1,2}[^${commonBeforeDistrict}]区(?!域|间)`,
    `^(?![${commonBeginnings}])\\p{Script=Han}{1,2}[^${commonBeforeCity}]市(?!${commonAfter})`,
    `^(?![${commonBeginnings}])\\p{Script=Han}{2,3}县(?!${commonAfter})`,
  ].join('|'),
  'u',
)
const stemOf = (name: string) => name.replace(/[县市区]$/u, '')
const aheadOf = (text: string) => new RegExp(`^(?:${text})`, 'u')

const counties = [...Object.values(prefectures).flatMap((each) => each.counties.split(' ')), ...fartherCounties]
/** 宣威市, or 宣威 before the name of a township, which 宣威路 is not. */
const counting = counties.map((name) => {
  const stem = stemOf(name)
  const isLong = stem.length > 1
  return { name, ahead: aheadOf(isLong ? `${name}|${stem}(?=(?![路街巷大])\\p{Script=Han}{1,4}?[镇乡])` : name) }
})
const startsWithCounty = (text: string) => countyShape.test(text) || counting.some(({ ahead }) => ahead.test(text))

/** The name of another province, prefecture, county or district that an address begins with; null where it begins with none, or with
 *  ours. `address` has no spaces. Pure. */
export function findForeign(
  { areas, countyCode }: Pick<EditionSnapshot, 'areas' | 'countyCode'>,
  address: string,
): string | null {
  const county = areas.get(countyCode)?.name ?? ''
  const isOurs = (rest: string) =>
    (county !== '' && (rest.startsWith(county) || (stemOf(county).length > 1 && rest.startsWith(stemOf(county))))) ||
    [...areas.values()].some(
      ({ level, name }) => (level === 'township' || level === 'village') && rest.startsWith(name),
    )
  // Of a county whose prefecture is not in the table the first city is its own.
  const isListed = countyCode.slice(0, 4) in prefectures
  let rest = address.replace(/^(中华人民共和国|中国)/u, '')
  if (isOurs(rest)) return null
  for (const { names, ending } of upperLevels) {
    const known = names.find(({ code, name }) => rest.startsWith(name) && (isListed || code.length === 2))
    if (!known) continue
    const found = aheadOf(`${known.name}${ending}`).exec(rest)?.[0] ?? known.name
    const left = rest.slice(found.length)
    if (known.code !== '' && countyCode.startsWith(known.code)) rest = left
    // 北京路 and 贵州饭店 are of any town.
    else if (found !== known.name || startsWithCounty(left)) return found
    if (isOurs(rest)) return null
  }
  if (!isListed) rest = rest.replace(/^\p{Script=Han}{2,4}?(市|州|地区|盟)/u, '')
  if (isOurs(rest)) return null
  for (const { name, ahead } of counting) if (ahead.test(rest)) return name
  return countyShape.exec(rest)?.[0] ?? null
}
