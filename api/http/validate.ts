import type { ValidationTargets } from 'hono'
import { validator } from 'hono-openapi'
import type { ZodType } from 'zod'
import { ApiError } from './problem.ts'

/** Names enough to mend; a body may hold a hundred thousand wrong coordinates. */
const namedErrors = 50

/** Validates one target of a request and describes it in the OpenAPI document. A failure is a 400 problem whose `errors`
 *  name the fields. */
export const validate = <Schema extends ZodType, Target extends keyof ValidationTargets>(
  target: Target,
  schema: Schema,
) =>
  validator(target, schema, (result) => {
    if (result.success) return
    throw new ApiError(
      400,
      'invalid_input',
      { zh: '请求里有不合要求的内容,请按提示修改。', en: 'Some fields are not as required; see errors.' },
      {
        errors: result.error.slice(0, namedErrors).map((issue) => ({
          path: (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
          message: issue.message,
        })),
      },
    )
  })
