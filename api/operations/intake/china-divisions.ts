import { readFileSync } from 'node:fs'

/** A province, prefecture or county: 2, 4 or 6 digits. */
export type Division = {
  code: string
  name: string
  /** As people shorten it, 威宁 of 威宁彝族回族苗族自治县; null where one character would be left. */
  short: string | null
}

const peoples =
  '蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|塔吉克|怒|鄂温克|保安|裕固|独龙|普米|各'
const alone = '蒙古|维吾尔|哈萨克|柯尔克孜|锡伯|塔吉克'
/** What a name says of the kind of place it is; at least two characters stand before it. */
const endings = new RegExp(
  `(?<=..)(?:(?:(?:${peoples})族|${alone})*自治[区州县旗]|族自治[县旗]|特别行政区|地区|(?<=...)林区|特区|[省市县区旗盟州])$`,
  'u',
)

/** Pure. */
export function shortenDivision(name: string): string | null {
  const short = name.replace(endings, '')
  return short === name ? null : short
}

let divisions: readonly Division[] | undefined

/** All divisions of the country down to the county (data/china), read when they are first asked for. */
export function chinaDivisions(): readonly Division[] {
  divisions ??= readFileSync(new URL('../../../data/china/divisions.csv', import.meta.url), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => {
      const [code = '', name = ''] = line.split(',')
      return { code, name, short: shortenDivision(name) }
    })
  return divisions
}
