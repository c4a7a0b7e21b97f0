import type { MiddlewareHandler, ValidationTargets } from 'hono'
import { validator } from 'hono-openapi'
import { locales, type ZodType, type z } from 'zod'
import { ApiError, type Language, type Sentence } from './problem.ts'

/** Names enough to mend; a body may hold a hundred thousand wrong coordinates. */
const namedErrors = 50

const speech: Record<Language, z.core.$ZodErrorMap> = {
  zh: locales.zhCN().localeError,
  en: locales.en().localeError,
}
const wordIn = (language: Language, issue: z.core.$ZodRawIssue): string | undefined => {
  const said = speech[language](issue)
  return typeof said === 'string' ? said : said?.message
}

const typeWords: Readonly<Record<string, string>> = {
  number: '数',
  int: '整数',
  string: '文字',
  array: '列表',
  tuple: '列表',
  object: '对象',
  record: '对象',
  boolean: '是或否（true、false）',
  null: '空值（null）',
  undefined: '没有给出',
  NaN: '非数（NaN）',
  nan: '非数（NaN）',
  Infinity: '无穷大',
  '-Infinity': '负无穷大',
}
const typeWord = (type = '') => typeWords[type] ?? type

/** zod speaks one language a process, and English while nobody says otherwise; a message of a contract is both, as
 *  `中文 / English`, and the English half shows no word of the caller's. */
function describeIssue(issue: { message: string }): Sentence {
  const { message } = issue
  const raw = issue as unknown as z.core.$ZodRawIssue
  if (message === wordIn('en', raw)) return { zh: wordIn('zh', raw) ?? message, en: message }
  // What was received is in no finished issue, so zod cannot say it a second time.
  const wrongType = /^Invalid input: expected (\S+), received (\S+)$/.exec(message)
  if (wrongType) return { zh: `应为${typeWord(wrongType[1])}，实际是${typeWord(wrongType[2])}`, en: message }
  const cut = message.lastIndexOf(' / ')
  return cut < 0 ? { zh: message, en: message } : { zh: message.slice(0, cut), en: message.slice(cut + 3) }
}

/** The 400 whose `errors` name the fields. */
const toInvalidInput = (
  issues: readonly { message: string; path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined }[],
) => {
  const errors = issues.slice(0, namedErrors).map((issue) => ({
    path: (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
    message: describeIssue(issue),
  }))
  return new ApiError(400, 'invalid_input', describeErrors(errors), { errors })
}

/** A single error is said in the sentence itself; its message comes last. */
function describeErrors(errors: readonly { path: string; message: Sentence }[]): Sentence {
  const [first, ...others] = errors
  if (!first || others.length > 0)
    return { zh: '请求里有不合要求的内容，请按提示修改。', en: 'Some fields are not as required; see errors.' }
  const { path, message } = first
  return path === '' ? message : { zh: `${path}：${message.zh}`, en: `${path}: ${message.en}` }
}

/** Validates one target of a request and describes it in the OpenAPI document. A failure is a 400 problem whose `errors`
 *  name the fields. */
export const validate = <Schema extends ZodType, Target extends keyof ValidationTargets>(
  target: Target,
  schema: Schema,
) =>
  validator(target, schema, (result) => {
    if (!result.success) throw toInvalidInput(result.error)
  })

/** The same for what no validator reads: the fields of an upload that was streamed. */
export function checkInput<Schema extends ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const { data, error } = schema.safeParse(input)
  if (error) throw toInvalidInput(error.issues)
  return data as z.output<Schema>
}

/** Before a body is read: the validator takes one of another type for an empty one and would name fields that are there. */
export const requireJson: MiddlewareHandler = async (c, next) => {
  if (/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(c.req.header('content-type') ?? '')) return next()
  throw new ApiError(415, 'unsupported_media_type', {
    zh: '请求内容应为 JSON：请用 Content-Type: application/json 发送。',
    en: 'The body has to be JSON: send it with Content-Type: application/json.',
  })
}
