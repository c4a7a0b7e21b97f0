import { longestAt, type PlaceName, type PlaceNames } from './place-names.ts'

/** What may stand before a village and says nothing of where it is. */
const neutral =
  /中华人民共和国|中国|详细地址|地址|地点|位置|位于|住址|家住|居住在|居住|现住|住在|我家在|我家|我们|我|本人|现在|在|住|事发地点|事发地|事发|发生地点|发生在|发生地|现场|本县|我县|县城|请到|[\p{P}\p{S}\p{N}]/gu
/** 宣威路, 北京大道 and 昆明饭店 are of any town. */
const ofAnyTown = /^(?:[路街巷]|大道|小区|花园|广场|大厦|饭店|宾馆|酒店|超市|市场)/u
const rank = /^[县市州盟旗]/u
/** 市场, 县道 and 区域 are no city, county or district. */
const notOfName = /^[场道域]/u
const blank = '\0'

/** The first name of another place for which `tells` holds, where the longest name at a place counts, and ours is none. */
function scan(
  { divisions }: PlaceNames,
  text: string,
  tells: (found: PlaceName, after: string) => boolean,
): string | null {
  for (let at = 0; at < text.length; at++) {
    const found = longestAt(divisions, text, at)
    if (!found) continue
    const after = text.slice(at + found.name.length)
    if (found.isOurs) at += found.name.length - 1
    else if (tells(found, after)) return found.isWhole ? found.name : `${found.name}${rank.exec(after)?.[0] ?? ''}`
  }
  return null
}

/** An address in which names of ours are blank: what is ours is nobody else's. */
function withoutOwn({ areas }: PlaceNames, address: string): string {
  let text = ''
  while (text.length < address.length) {
    const own = longestAt(areas, address, text.length)
    text += own ? blank.repeat(own.name.length) : address.charAt(text.length)
  }
  return text
}
const isNamed = ({ isWhole }: PlaceName, after: string) => isWhole || !ofAnyTown.test(after)
const isCounty = (after: string) => rank.test(after) && !notOfName.test(after.slice(1))

/** The name of another province, prefecture or county that an address gives: whole or shortened before `first`, where the name begins
 *  by which it is ours, or whole anywhere. Null where it gives none. `address` has no spaces. Pure. */
export function findForeign(names: PlaceNames, address: string, first: number): string | null {
  const text = withoutOwn(names, address)
  return (
    scan(names, text.slice(0, first), isNamed) ??
    scan(names, text, ({ isWhole, isTelling }, after) =>
      isWhole ? isTelling && !notOfName.test(after) : isCounty(after),
    )
  )
}
/** Whether an address gives any such name at all, if only a word like one, 公安. Pure. */
export const mayBeForeign = (names: PlaceNames, address: string): boolean =>
  scan(names, withoutOwn(names, address), isNamed) !== null

/** What is left of what stands before a village without words that are part of any address and without what our county lies in. */
export const withoutNeutral = ({ upper }: PlaceNames, before: string): string =>
  upper.reduce((left, name) => left.replaceAll(name, ''), before).replaceAll(neutral, '')
/** Whether people elsewhere call a place so. */
export const isElsewhere = ({ divisions }: PlaceNames, name: string): boolean => {
  const found = longestAt(divisions, name, 0)
  return found?.name === name && !found.isOurs
}
/** Where our county or one of its townships or villages is named first. */
export function firstOwn({ areas }: PlaceNames, address: string): number {
  const at = [...address].findIndex((_, index) => longestAt(areas, address, index))
  return Math.max(at, 0)
}
