import { locales, type z } from 'zod'
import type { Sentence } from './problem.ts'

const ownWords = locales.en().localeError
const wrongType = /^Invalid input: expected \S+, received (\S+)$/

const typeWords: Readonly<Record<string, Sentence>> = {
  number: { zh: '数字', en: 'a number' },
  int: { zh: '整数', en: 'a whole number' },
  string: { zh: '文字', en: 'text' },
  array: { zh: '列表', en: 'a list' },
  tuple: { zh: '列表', en: 'a list' },
  object: { zh: '对象', en: 'an object' },
  record: { zh: '对象', en: 'an object' },
  boolean: { zh: '是或否（true、false）', en: 'true or false' },
  null: { zh: '空值（null）', en: 'null' },
  NaN: { zh: '非数（NaN）', en: 'NaN' },
  nan: { zh: '非数（NaN）', en: 'NaN' },
  Infinity: { zh: '无穷大', en: 'infinite' },
  '-Infinity': { zh: '负无穷大', en: 'minus infinity' },
}
const typeWord = (type: string): Sentence => typeWords[type] ?? { zh: type, en: type }

const required: Sentence = { zh: '必须填写', en: 'is required' }
const empty: Sentence = { zh: '不能为空', en: 'must not be empty' }
const unfit: Sentence = { zh: '不符合要求', en: 'is not as required' }

const formats: Readonly<Record<string, Sentence>> = {
  datetime: {
    zh: '应为带时区的日期时间，如 2026-11-26T00:05:00Z',
    en: 'has to be a date and time with its zone, such as 2026-11-26T00:05:00Z',
  },
  date: { zh: '应为日期，如 2026-11-26', en: 'has to be a date such as 2026-11-26' },
  time: { zh: '应为时间，如 08:05:00', en: 'has to be a time such as 08:05:00' },
  guid: { zh: '应为编号（UUID）', en: 'has to be an id (UUID)' },
  uuid: { zh: '应为编号（UUID）', en: 'has to be an id (UUID)' },
  url: { zh: '应为网址', en: 'has to be a URL' },
}

const units: Readonly<Record<string, [zh: string, one: string, many: string]>> = {
  string: [' 个字符', 'character', 'characters'],
  array: [' 项', 'item', 'items'],
  set: [' 项', 'item', 'items'],
  map: [' 项', 'entry', 'entries'],
  file: [' 字节', 'byte', 'bytes'],
}

type Size = { origin: string; limit: number | bigint; isInclusive: boolean; isExact: boolean; isMost: boolean }
function describeSize({ origin, limit, isInclusive, isExact, isMost }: Size): Sentence {
  const unit = units[origin]
  if (!unit) {
    if (isMost)
      return isInclusive
        ? { zh: `不能大于 ${limit}`, en: `has to be ${limit} at most` }
        : { zh: `必须小于 ${limit}`, en: `has to be less than ${limit}` }
    return isInclusive
      ? { zh: `不能小于 ${limit}`, en: `has to be ${limit} at least` }
      : { zh: `必须大于 ${limit}`, en: `has to be more than ${limit}` }
  }
  const [zh, one, many] = unit
  const en = `${limit} ${Number(limit) === 1 ? one : many}`
  if (isExact) return { zh: `长度应为 ${limit}${zh}`, en: `has to have ${en}` }
  if (isMost) return { zh: `不能超过 ${limit}${zh}`, en: `has to have ${en} at most` }
  if (Number(limit) === 1) return empty
  return { zh: `至少应有 ${limit}${zh}`, en: `has to have ${en} at least` }
}

const describeChoice = (values: readonly unknown[]): Sentence =>
  values.length === 1
    ? { zh: `只能填写 ${values[0]}`, en: `has to be ${values[0]}` }
    : { zh: `应为其中之一：${values.join('、')}`, en: `has to be one of: ${values.join(', ')}` }

const [namedKeys, keyLength] = [10, 40]
function describeKeys(keys: readonly string[]): Sentence {
  const named = keys.slice(0, namedKeys).map((key) => key.slice(0, keyLength))
  return {
    zh: `没有这${keys.length > 1 ? '些' : '个'}字段：${named.join('、')}`,
    en: `there ${keys.length > 1 ? 'are no such fields' : 'is no such field'}: ${named.join(', ')}`,
  }
}

/** What an object in none of its forms has to have; undefined where it is no object. */
function describeForms(forms: readonly (readonly z.core.$ZodIssue[])[]): Sentence | undefined {
  const fields = forms.map((issues) => issues.flatMap(({ path }) => (path.length === 1 ? [String(path[0])] : [])))
  if (fields.length === 0 || fields.some((names) => names.length === 0)) return undefined
  return {
    zh: `应有 ${fields.map((names) => names.join('、')).join('，或 ')}`,
    en: `has to have ${fields.map((names) => names.join(' and ')).join(', or ')}`,
  }
}

function describeOwn(issue: z.core.$ZodIssue, received: string | undefined): Sentence {
  switch (issue.code) {
    case 'invalid_type': {
      const [wanted, given] = [typeWord(issue.expected), typeWord(received ?? '')]
      // Of a query each field is text first, and what is no number has become NaN.
      const isUnclear =
        received === undefined || received === 'NaN' || (issue.expected === 'int' && received === 'number')
      if (isUnclear) return { zh: `应为${wanted.zh}`, en: `has to be ${wanted.en}` }
      return { zh: `应为${wanted.zh}，实际是${given.zh}`, en: `has to be ${wanted.en}, not ${given.en}` }
    }
    case 'too_small':
    case 'too_big': {
      const isMost = issue.code === 'too_big'
      const { origin, inclusive = true, exact = false } = issue
      const limit = issue.code === 'too_big' ? issue.maximum : issue.minimum
      return describeSize({ origin, limit, isInclusive: inclusive, isExact: exact, isMost })
    }
    case 'invalid_format':
      return formats[issue.format] ?? { zh: '格式不对', en: 'is not in the form it has to have' }
    case 'invalid_value':
      return describeChoice(issue.values)
    case 'unrecognized_keys':
      return describeKeys(issue.keys)
    case 'not_multiple_of':
      return { zh: `取值应为 ${issue.divisor} 的倍数`, en: `has to be a multiple of ${issue.divisor}` }
    case 'invalid_union': {
      const options: unknown = 'options' in issue ? issue.options : undefined
      if (Array.isArray(options) && options.length > 0) return describeChoice(options)
      return describeForms(issue.errors) ?? { zh: '不是允许的任何一种写法', en: 'is in none of the forms it may have' }
    }
    default:
      return unfit
  }
}

/** Whether the words of an issue are zod's own, not those of a contract. Pure. */
const isInOwnWords = (issue: z.core.$ZodIssue): boolean => {
  const said = ownWords(issue as z.core.$ZodRawIssue)
  return issue.message === (typeof said === 'string' ? said : said?.message) || wrongType.test(issue.message)
}

/** What is wrong with a field, for people; `isGiven` false: it was left out. A message of a contract is in both languages, as
 *  `中文 / English`, and the English half shows no word of the caller's. Pure. */
export function describeIssue(issue: z.core.$ZodIssue, isGiven: boolean): Sentence {
  const { message } = issue
  if (!isInOwnWords(issue)) {
    const cut = message.lastIndexOf(' / ')
    return cut < 0 ? { zh: message, en: message } : { zh: message.slice(0, cut), en: message.slice(cut + 3) }
  }
  const received = wrongType.exec(message)?.[1]
  if (received === 'undefined' || !isGiven) return required
  return describeOwn(issue, received)
}

/** Whether what an issue says leaves nothing else to say of its field: what is no date has no year. Pure. */
export const isWholeForm = (issue: z.core.$ZodIssue): boolean => issue.code === 'invalid_format' && isInOwnWords(issue)
