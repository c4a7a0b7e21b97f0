import { customPinyin, pinyin } from 'pinyin-pro'

/** Readings of place names that a general dictionary gets wrong. One entry a name or a character used in names here. */
const placeReadings: Record<string, string> = {
  会泽: 'huì zé',
  者海: 'zhě hǎi',
  乐业: 'lè yè',
  乐里: 'lè lǐ',
  播乐: 'bō lè',
  丰乐: 'fēng lè',
  大井: 'dà jǐng',
  待补: 'dài bǔ',
  驾车: 'jià chē',
  田坝: 'tián bà',
  五星: 'wǔ xīng',
  六合: 'liù hé',
  长岭: 'cháng lǐng',
  长箐: 'cháng qìng',
  长海子: 'cháng hǎi zi',
  曾家: 'zēng jiā',
  朝阳: 'cháo yáng',
  治都: 'zhì dū',
  阿都: 'ā dū',
  都米都: 'dū mǐ dū',
  石咀: 'shí zuǐ',
  尹武: 'yǐn wǔ',
  // In Yunnan a bamboo gully is qìng, and 戛 and 嘎 in names of Yi and Dai origin are gā.
  箐: 'qìng',
  戛: 'gā',
  嘎: 'gā',
  // 大石岩, 岩脚: yán is what the register writes, though people here say ái.
  岩: 'yán',
}

customPinyin(placeReadings)

/** A name's reading without tones, one token a character, separated by spaces: `者海镇` → `zhe hai zhen`. What is not
 *  Chinese stays as it is, one token a character, spaces left out. */
export const toPinyin = (name: string): string =>
  pinyin(name.replaceAll(/\s+/g, ''), { toneType: 'none', type: 'array', nonZh: 'spaced' })
    .map((token) => token.toLowerCase())
    .join(' ')
