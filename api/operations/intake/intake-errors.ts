import { ApiError, invalidField, type Sentence } from '#api/platform/http/problem.ts'
import type { NoAddress } from './find-address.ts'
import type { UrgentNumber } from './intake.contract.ts'

const urgentWords: Record<UrgentNumber, Sentence> = {
  '110': { zh: '110（公安）', en: '110 (police)' },
  '119': { zh: '119（消防救援）', en: '119 (fire and rescue)' },
  '120': { zh: '120（医疗急救）', en: '120 (ambulance)' },
  '122': { zh: '122（交通事故）', en: '122 (traffic accidents)' },
}

/** Why a work order is not taken in, and what to call instead. */
export const elsewhereSentence = (number: UrgentNumber, word: string): Sentence => ({
  zh: `“${word}”由 ${urgentWords[number].zh}受理，没有登记：请立即拨打 ${number}。核实后确非紧急警情的，可注明“非紧急”再报。`,
  en: `“${word}” is a matter for ${urgentWords[number].en} and was not taken in: call ${number} at once. Where somebody has made sure that it is none, send it again with isNotEmergency.`,
})

export const belongsElsewhere = (number: UrgentNumber, word: string) =>
  new ApiError(422, 'belongs_elsewhere', elsewhereSentence(number, word), { current: { call: number, word } })

export const noPlace: Sentence = {
  zh: '没有地点：请给出坐标、网格编码，或写明村（社区）的地址。',
  en: 'There is no place: give coordinates, the code of a grid, or an address that names a village.',
}

/** Why an address gives no place, and what is to be added. */
export function noAddressSentence(found: NoAddress): Sentence {
  if (found.kind === 'foreign')
    return {
      zh: `地址里的“${found.name}”不在本县，没有按地址定位；确在本县的，请从本县的乡镇写起，或给出坐标、网格编码。`,
      en: `The address names “${found.name}”, which is not in this county; if the place is here, begin with the township of this county, or give coordinates or the code of a grid.`,
    }
  const { lacks, names } = found
  const [first] = names
  if (first === undefined)
    return {
      zh: '地址里没有本县的村（社区）名称，请补充乡镇和村名，或给出坐标、网格编码。',
      en: 'The address names no village of the county; add its township and its name, or give coordinates or the code of a grid.',
    }
  if (lacks === 'village')
    return {
      zh: `地址只写到“${names.join('、')}”，请补充村（社区）名称，或给出坐标、网格编码。`,
      en: `The address says no more than ${names.join(', ')}; add the name of the village, or give coordinates or the code of a grid.`,
    }
  if (names.length === 1)
    return {
      zh: `别处也可能有这个地名；若是“${first}”，请在村名前写明乡镇，就写“${first}”，或给出坐标、网格编码。`,
      en: `Other counties may have this name too; if it is ${first}, write the township before the village, as “${first}”, or give coordinates or the code of a grid.`,
    }
  return {
    zh: `按地址可能是：${names.join('、')}。请照这样写明乡镇和村（社区），或给出坐标、网格编码。`,
    en: `By its address it may be: ${names.join(', ')}. Write township and village in this way, or give coordinates or the code of a grid.`,
  }
}

export const placeMissing = () => invalidField('location', noPlace)
export const addressUnclear = (found: NoAddress) => invalidField('address', noAddressSentence(found))

/** It is here, but where who sends it may not look. */
export const takenElsewhere = () =>
  new ApiError(409, 'not_possible_now', {
    zh: '这个工单编号已由您管辖范围以外的地方受理，请核对编号。',
    en: 'This number has been taken in beyond what you are responsible for; check it.',
  })
