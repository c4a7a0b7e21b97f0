import type { MiddlewareHandler, ValidationTargets } from 'hono'
import { validator } from 'hono-openapi'
import type { ZodType, z } from 'zod'
import { describeIssue, isWholeForm } from './issue-sentence.ts'
import { ApiError, type Sentence } from './problem.ts'

/** Names enough to mend; a body may hold a hundred thousand wrong coordinates. */
const namedErrors = 50

type Issue = { message: string; path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined }
const keysOf = ({ path = [] }: Issue) => path.map((part) => (typeof part === 'object' ? part.key : part))

/** Whether the input has anything at a path. Where it is not known, it has. */
function isGiven(input: unknown, keys: readonly PropertyKey[]): boolean {
  let at = input
  for (const key of keys) {
    if (typeof at !== 'object' || at === null) return true
    if (!Object.hasOwn(at, key)) return false
    at = (at as Record<PropertyKey, unknown>)[key]
  }
  return at !== undefined
}

/** The 400 whose `errors` name the fields. */
function toInvalidInput(issues: readonly Issue[], input: unknown): ApiError {
  const errors: { path: string; message: Sentence }[] = []
  const said = new Set<string>()
  const settled = new Set<string>()
  for (const found of issues) {
    if (errors.length >= namedErrors) break
    const issue = found as z.core.$ZodIssue
    const keys = keysOf(found)
    const path = keys.map(String).join('.')
    const message = describeIssue(issue, isGiven(input, keys))
    const line = `${path}\n${message.en}\n${message.zh}`
    if (settled.has(path) || said.has(line)) continue
    said.add(line)
    if (isWholeForm(issue)) settled.add(path)
    errors.push({ path, message })
  }
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
    if (!result.success) throw toInvalidInput(result.error, result.data)
  })

/** The same for what no validator reads: the fields of an upload that was streamed. */
export function checkInput<Schema extends ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const { data, error } = schema.safeParse(input)
  if (error) throw toInvalidInput(error.issues, input)
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
