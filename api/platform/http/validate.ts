import type { MiddlewareHandler, ValidationTargets } from 'hono'
import { validator } from 'hono-openapi'
import { type ZodType, z } from 'zod'
import { describeIssue, isWholeForm } from './issue-sentence.ts'
import { isReadAsText } from './limit-body.ts'
import { nearestName } from './nearest-name.ts'
import { openUnions } from './open-unions.ts'
import { ApiError, type FieldFault, type Sentence } from './problem.ts'

/** Names enough to mend; a body may hold a hundred thousand wrong coordinates. */
const namedErrors = 50
/** Of a name that somebody made up. */
const shownNameLength = 40

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

/** The 400 whose `errors` name the fields, those of `faults` first. `part`: of what the input is a part. */
function toInvalidInput(
  issues: readonly Issue[],
  input: unknown,
  { faults = [], part = '' }: { faults?: readonly FieldFault[]; part?: string } = {},
): ApiError {
  const errors = [...faults]
  const said = new Set<string>()
  const settled = new Set<string>()
  for (const issue of openUnions(issues as readonly z.core.$ZodIssue[], input)) {
    if (errors.length >= namedErrors) break
    const keys = keysOf(issue)
    const path = [part, ...keys.map(String)].filter((name) => name !== '').join('.')
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
function describeErrors(errors: readonly FieldFault[]): Sentence {
  const [first, ...others] = errors
  if (!first || others.length > 0)
    return { zh: '请求里有不合要求的内容，请按提示修改。', en: 'Some fields are not as required; see errors.' }
  const { path, message } = first
  return path === '' ? message : { zh: `${path}：${message.zh}`, en: `${path}: ${message.en}` }
}

/** What any address may say beside its own: the language of its errors. */
const commonParameters: readonly string[] = ['lang']
const isKnown = (name: string, names: readonly string[]) => names.includes(name) || commonParameters.includes(name)

/** The names a query may have. Throws where the schema does not say them. */
function namesOf(schema: ZodType): string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape)
  throw new TypeError('the schema of a query has to be an object: its names are checked')
}

/** What a schema is made of; of a pipe what it takes, for the rest is none of the sender's. */
function partsOf(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodObject) return Object.values(schema.shape)
  if (schema instanceof z.ZodUnion) return schema.options
  if (schema instanceof z.ZodIntersection) return [schema.def.left, schema.def.right]
  if (schema instanceof z.ZodArray) return [schema.element]
  if (schema instanceof z.ZodTuple) return [...schema.def.items, ...(schema.def.rest ? [schema.def.rest] : [])]
  if (schema instanceof z.ZodRecord) return [schema.valueType]
  if (schema instanceof z.ZodPipe) return [schema.in]
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly
  )
    return [schema.unwrap()]
  return []
}

/** Throws where an object of a body, or one within it, would lose what is not in its schema: a misspelt end of an account would
 *  be none. A `looseObject` says that others may add to it. */
function requireStrict(schema: z.core.$ZodType): void {
  if (schema instanceof z.ZodObject && schema.def.catchall === undefined)
    throw new TypeError('the schema of a body has to be a strictObject: what it does not know is refused')
  for (const part of partsOf(schema)) requireStrict(part)
}

/** That a route has no such parameter. Were it passed over, a misspelt filter would answer everything, and somebody would take
 *  that for what was asked. */
function describeUnknown(given: string, names: readonly string[]): FieldFault {
  const meant = nearestName(given, names)
  const path = given.slice(0, shownNameLength)
  if (names.length === 0)
    return { path, message: { zh: '没有这个参数，这里不用参数', en: 'is no parameter here; there are none' } }
  const message =
    meant === undefined
      ? { zh: `没有这个参数，可用：${names.join('、')}`, en: `is no parameter here; there are: ${names.join(', ')}` }
      : { zh: `没有这个参数，是不是 ${meant}？`, en: `is no parameter here; is ${meant} meant?` }
  return { path, message }
}

/** Validates one target of a request and describes it in the OpenAPI document. A failure is a 400 problem whose `errors`
 *  name the fields. Every name of a query has to be one of its schema, and so has every field of a body. A route without such a schema chooses nothing by its
 *  address and takes any: a page with what its links carry, a file or tile with a version, one record by its id, and the way
 *  back from another system's sign-in, which may add some of its own. */
export const validate = <Schema extends ZodType, Target extends keyof ValidationTargets>(
  target: Target,
  schema: Schema,
) => {
  if (target === 'json') requireStrict(schema)
  const names = target === 'query' ? namesOf(schema) : undefined
  return validator(target, schema, (result, c) => {
    const unknown = names ? Object.keys(c.req.queries()).filter((name) => !isKnown(name, names)) : []
    if (result.success && unknown.length === 0) return
    const faults = unknown.slice(0, namedErrors).map((name) => describeUnknown(name, names ?? []))
    throw toInvalidInput(result.success ? [] : result.error, result.data, { faults })
  })
}

/** The same for what no validator reads: the fields of an upload that was streamed, or a part of a body that something else says
 *  the schema of. `part`: what that is called. */
export function checkInput<Schema extends ZodType>(schema: Schema, input: unknown, part = ''): z.output<Schema> {
  const { data, error } = schema.safeParse(input)
  if (error) throw toInvalidInput(error.issues, input, { part })
  return data as z.output<Schema>
}

/** Before a body is read: the validator takes one of another type for an empty one and would name fields that are there.
 *  None at all is a form with nothing in it, of any type: where a route needs nothing that does, and else the validator names
 *  what is missing. */
export const requireJson: MiddlewareHandler = async (c, next) => {
  if (isReadAsText(c.req) && (await c.req.text()) === '') {
    // It is a promise that stands there, whatever its type says.
    Object.assign(c.req.bodyCache, { text: Promise.resolve('{}') })
    return next()
  }
  if (/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(c.req.header('content-type') ?? '')) return next()
  throw new ApiError(415, 'unsupported_media_type', {
    zh: '请求内容应为 JSON：请用 Content-Type: application/json 发送。',
    en: 'The body has to be JSON: send it with Content-Type: application/json.',
  })
}
