import { ApiError, invalidField, type Sentence } from '#api/http/problem.ts'
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

/** Why an address gives no place. */
export function noAddressSentence(found: NoAddress): Sentence {
  if (found.kind === 'foreign')
    return {
      zh: `地址写的是“${found.name}”，不在本县；确在本县的，请写明本县的村（社区），或给出坐标、网格编码。`,
      en: `The address names “${found.name}”, which is not in this county; if it is here, name the village, or give coordinates or the code of a grid.`,
    }
  const { names } = found
  return names.length === 0
    ? {
        zh: '地址里没有本县的村（社区）名称，请补充村名、坐标或网格编码。',
        en: 'The address names no village of the county; add its name, coordinates or the code of a grid.',
      }
    : {
        zh: `按地址只能找到：${names.join('、')}。请写明是哪个村（社区），或给出坐标、网格编码。`,
        en: `By its address it may be: ${names.join(', ')}. Say which village, or give coordinates or the code of a grid.`,
      }
}

export const placeMissing = () => invalidField('location', noPlace)
export const addressUnclear = (found: NoAddress) => invalidField('address', noAddressSentence(found))

export const receivedInFuture = () =>
  invalidField('receivedAt', { zh: '受理时间在将来。', en: 'It was received in the future.' })

/** It is here, but where who sends it may not look. */
export const takenElsewhere = () =>
  new ApiError(409, 'not_possible_now', {
    zh: '这个工单编号已由您管辖范围以外的地方受理，请核对编号。',
    en: 'This number has been taken in beyond what you are responsible for; check it.',
  })
