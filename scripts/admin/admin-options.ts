import type { z } from 'zod'
import { ApiError } from '#api/platform/http/problem.ts'
import { checkInput } from '#api/platform/http/validate.ts'
import { UsageError } from '../start/read-arguments.ts'

/** Options of the commands about accounts, keys and walls. */
export const adminOptions = {
  username: { type: 'string' },
  name: { type: 'string' },
  role: { type: 'string' },
  area: { type: 'string' },
  from: { type: 'string' },
  until: { type: 'string' },
  department: { type: 'string' },
  days: { type: 'string' },
  id: { type: 'string' },
  json: { type: 'boolean' },
} as const

export type AdminValues = { [Name in keyof typeof adminOptions]?: string | boolean | undefined }

/** The value of an option that must be there. Throws `UsageError`. */
export function requireOption(values: AdminValues, name: keyof typeof adminOptions): string {
  const value = values[name]
  if (typeof value === 'string' && value !== '') return value
  throw new UsageError({
    zh: `缺少选项 --${name}；用法见 --help。`,
    en: `The option --${name} is missing; see --help.`,
  })
}

/** A day as the last one that counts, by the clock of this machine, or an instant; as an instant. Throws `UsageError`. */
export function readEnd(text: string | boolean | undefined, name: 'from' | 'until'): string | undefined {
  if (typeof text !== 'string') return undefined
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)?.map(Number) ?? []
  if (year === undefined || month === undefined || day === undefined) {
    if (/^\d{4}-\d{2}-\d{2}T/.test(text) && !Number.isNaN(Date.parse(text))) return new Date(text).toISOString()
  } else if (new Date(year, month - 1, day).getDate() === day && month >= 1 && month <= 12)
    return new Date(year, month - 1, name === 'until' ? day + 1 : day).toISOString()
  throw new UsageError({
    zh: `--${name} 应为日期，如 2027-06-30，现在是“${text}”。`,
    en: `--${name} is to be a date as 2027-06-30; it is "${text}".`,
  })
}

/** What a contract makes of the values. Throws `UsageError` where they are not as it wants. */
export const readBody = <Schema extends z.ZodType>(schema: Schema, values: unknown): z.output<Schema> =>
  asUsage(() => checkInput(schema, values))

/** A value that the product does not take is a command line that cannot be understood. */
export function asUsage<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw toUsage(error)
  }
}

export const toUsage = (error: unknown): unknown =>
  error instanceof ApiError && error.code === 'invalid_input' ? new UsageError(error.detail, error) : error
