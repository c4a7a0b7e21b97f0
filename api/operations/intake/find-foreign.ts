import { longestAt, type PlaceName, type PlaceNames } from './place-names.ts'

/** What may stand before a village and says nothing of where it is. */
const neutral =
  /中华人民共和国|中国|详细地址|地址|地点|位置|位于|住址|家住|居住在|居住|现住|住在|我家在|我家|我们|我|本人|现在|在|住|事发地点|事发地|事发|发生地点|发生在|发生地|现场|本县|我县|县城|请到|[\p{P}\p{S}\p{N}]/gu
/** 宣威路, 北京大道, 昆明饭店 and 昆明方向 are of any town. */
const ofAnyTown = /^(?:[路街巷]|方向|大道|小区|花园|广场|大厦|饭店|宾馆|酒店|超市|市场)/u
const rank = /^[县市州盟旗]/u
/** 市场, 县道 and 区域 are no city, county or district. */
const notOfName = /^[场道域]/u
/** 公安局, 金沙江 and 新华书店 are words of their own. */
const ofOtherWord = /^(?:[局江河湖山桥红]|书店)/u
/** Somebody is, lives or goes there, or it happened there. */
const beingAt = /(?:在|于|住|现居|定居|事发|位于|发生|到|去)(?:[了于地点为是]|外[地省]|地点|位置|[\p{P}\p{S}])*$/u
const workingThere = /^(?:打工|务工|上班|工作|上学|读书|居住|生活|定居)/u
/** 到昆明高速 and 去宣威的班车 are here. */
const onlyTowards = /^(?:高速|公路|铁路|的(?:路|高速|公路|班车|客车|大巴|火车|车))/u
const ofSmallerPlace = /^.{1,6}?(?:镇|乡|街道|村|社区)/u
const blank = '\0'

/** The first name of another place for which `tells` holds, where the longest name at a place counts, and ours is none. */
function scan(
  { divisions }: PlaceNames,
  text: string,
  tells: (found: PlaceName, after: string, before: string) => boolean,
): string | null {
  for (let at = 0; at < text.length; at++) {
    const found = longestAt(divisions, text, at)
    if (!found) continue
    const after = text.slice(at + found.name.length)
    if (found.isOurs) at += found.name.length - 1
    else if (tells(found, after, text.slice(0, at)))
      return found.isWhole ? found.name : `${found.name}${rank.exec(after)?.[0] ?? ''}`
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
const isNamed = ({ isWhole }: PlaceName, after: string) => !(isWhole ? notOfName : ofAnyTown).test(after)
const isCounty = (after: string) => rank.test(after) && !notOfName.test(after.slice(1))

/** Whether what follows a name that may be a word says that it is none: nothing, its rank, another division or a smaller place. */
const isConfirmed = (names: PlaceNames, after: string) =>
  withoutNeutral(names, after) === '' ||
  isCounty(after) ||
  longestAt(names.divisions, after, 0)?.isOurs === false ||
  ofSmallerPlace.test(after)
/** Whether somebody is, or something happened, where a name says. */
const isBeingAt = (found: PlaceName, after: string, before: string) =>
  (beingAt.test(before) || workingThere.test(after)) &&
  isNamed(found, after) &&
  !onlyTowards.test(after) &&
  !(found.isLoose && ofOtherWord.test(after))

/** The name of another province, prefecture or county that an address gives: whole or shortened before `first`, where the name begins
 *  by which it is ours, shortened where somebody is or something happened there, or whole anywhere. Null where it gives none. `address`
 *  has no spaces. Pure. */
export function findForeign(names: PlaceNames, address: string, first: number): string | null {
  const text = withoutOwn(names, address)
  return (
    scan(
      names,
      text.slice(0, first),
      (found, after) => isNamed(found, after) && (!found.isLoose || isConfirmed(names, after)),
    ) ??
    scan(names, text, isBeingAt) ??
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

/** What may stand between the township or the county and the village: words of position, and a road or a building. */
const between =
  /(?:人民|[^\p{P}\p{S}\0省市县区州盟旗乡镇村寨社组人籍在住到去来]){1,6}?(?:路口?|街(?!道)|巷|大道|公路|高速|小区|花园|广场|大厦|饭店|宾馆|酒店|超市|市场|集市|小学|中学|学校|幼儿园|医院|卫生院|派出所|局|银行|信用社|车站|加油站|政府|桥|江|河|水库|方向)|办事处|政府|集市|集镇|街上|路口|境内|辖区|管辖|下辖|下属|所属|附近|对面|旁边|[东西南北前后左右里外][边面侧]|片区|城区|区|号|[下的内里旁边侧口往办]/gu
/** Whether what stands between a name of ours and the village leaves that where the name says. Who lives on a road lives on one of any
 *  place. Pure. */
export function isOnTheWay(names: PlaceNames, text: string): boolean {
  const rest = withoutNeutral(names, text)
  if (rest === '') return true
  if (/[在住居]/u.test(text) || rest.replaceAll(between, '') !== '') return false
  return scan(names, text, (found, after) => isNamed(found, after) && !ofOtherWord.test(after)) === null
}
/** An address without where somebody is from; what is blank is no neutral word. Pure. */
export const withoutOrigin = ({ origin }: PlaceNames, address: string): string => address.replaceAll(origin, blank)
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
