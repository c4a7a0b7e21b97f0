import { ApiError } from '#api/platform/http/problem.ts'

/** A statement whose answer lacks the word that ends every good one: an exception was swallowed on the way. */
export class SwallowedError extends Error {
  constructor() {
    super('the database ended a statement without an answer: a spatial function failed inside it')
    this.name = 'SwallowedError'
  }
}

/** What `exactly` and `run` throw when the number of rows is not the expected one. */
export class RowCountError extends Error {
  constructor(expected: number, actual: number) {
    super(`expected ${expected} rows, the database gave ${actual}`)
    this.name = 'RowCountError'
  }
}

/** Codes of postgres.js, of the system, and SQLSTATEs (class 08, 57P0x, 53300) that mean: no database at the moment. */
const lostCodes = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  '57P01',
  '57P02',
  '57P03',
  '57P05',
  '25P03',
  '53300',
])

export const codeOf = (error: unknown): string | undefined => {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : undefined
}

/** Whether the connection is of no more use. */
export function isConnectionLost(error: unknown): boolean {
  const code = codeOf(error)
  return code !== undefined && (lostCodes.has(code) || /^08...$/.test(code))
}

export const unavailable = (cause?: unknown) =>
  new ApiError(
    503,
    'database_unavailable',
    {
      zh: '数据库暂时连接不上，系统会自动重连，请稍后再试。',
      en: 'The database cannot be reached at the moment; the system reconnects by itself. Try again shortly.',
    },
    { cause },
  )

export const deadlineExceeded = (deadlineMs: number, cause?: unknown) =>
  new ApiError(
    503,
    'deadline_exceeded',
    {
      zh: `数据库在 ${deadlineMs / 1000} 秒内没有完成，请缩小范围或稍后再试。`,
      en: `The database did not finish within ${deadlineMs / 1000} s. Ask for less, or try again later.`,
    },
    { cause },
  )

export const backupRunning = () =>
  new ApiError(503, 'backup_running', {
    zh: '正在备份，几秒后即可保存，请稍后再试。',
    en: 'A backup is being made; try again in a few seconds.',
  })

const unstorableText = (cause: unknown) =>
  new ApiError(
    400,
    'invalid_input',
    {
      zh: '有文字含数据库不能保存的字符（如零字节），请改正后重试。',
      en: 'A text has a character that no database stores, such as a zero byte. Mend it and try again.',
    },
    { cause },
  )

export const diskFull = (cause?: unknown) =>
  new ApiError(
    507,
    'disk_full',
    {
      zh: '数据库所在磁盘已满，没有保存；请腾出空间后重试。',
      en: 'The disk of the database is full; nothing was saved. Free some space and try again.',
    },
    { cause },
  )

/** What callers see of an error of the driver: an `ApiError` where the operator can do something about it; every other
 *  PostgreSQL error stays as it is, with its SQLSTATE in `code`. */
export function toDatabaseError(error: unknown, deadlineMs: number): unknown {
  if (error instanceof ApiError) return error
  const code = codeOf(error)
  if (code === '57014') return deadlineExceeded(deadlineMs, error)
  if (code === '22021') return unstorableText(error)
  if (code === '53100' || code === 'ENOSPC') return diskFull(error)
  if (isConnectionLost(error)) return unavailable(error)
  return error
}
