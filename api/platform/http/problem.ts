import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { answerHeaders } from './security-headers.ts'

/** For programs; a code never changes its meaning. */
export type ProblemCode =
  | 'invalid_input'
  | 'not_found'
  | 'area_not_found'
  | 'route_not_found'
  | 'method_not_allowed'
  | 'stale_version'
  | 'not_possible_now'
  | 'held_above'
  | 'idempotency_conflict'
  | 'belongs_elsewhere'
  | 'geometry_refused'
  | 'too_many_features'
  | 'too_large'
  | 'unsupported_media_type'
  | 'too_slow'
  | 'no_edition'
  | 'import_busy'
  | 'import_ended'
  | 'dry_run_differs'
  | 'cross_site'
  | 'not_signed_in'
  | 'not_allowed'
  | 'wrong_credentials'
  | 'too_many_requests'
  | 'too_many_streams'
  | 'password_change_required'
  | 'password_refused'
  | 'second_factor_required'
  | 'second_factor_unreadable'
  | 'username_taken'
  | 'grant_refused'
  | 'last_administrator'
  | 'own_account'
  | 'database_unavailable'
  | 'deadline_exceeded'
  | 'backup_running'
  | 'disk_full'
  | 'internal'

export type FieldError = { path: string; message: string; lngLat?: [number, number] }
/** The same before the language of the answer is known. */
export type FieldFault = Omit<FieldError, 'message'> & { message: Sentence }

/** RFC 9457 problem+json, the one shape of every error. */
export type Problem = {
  type: string
  title: string
  status: number
  /** For the operator, in the language asked for; says what to do. */
  detail: string
  code: ProblemCode
  requestId: string
  errors?: FieldError[]
  current?: unknown
}

export type Language = 'zh' | 'en'
export type Sentence = Record<Language, string>

/** What services throw. `toProblem` turns it into the answer. */
export class ApiError extends Error {
  readonly status: number
  readonly code: ProblemCode
  readonly detail: Sentence
  readonly errors?: FieldFault[]
  readonly current?: unknown
  /** Seconds after which trying again makes sense. */
  readonly retryAfterSeconds?: number
  constructor(
    status: number,
    code: ProblemCode,
    detail: Sentence,
    more: { errors?: FieldFault[]; current?: unknown; cause?: unknown; retryAfterSeconds?: number } = {},
  ) {
    super(detail.en, { cause: more.cause })
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.detail = detail
    this.errors = more.errors
    this.current = more.current
    this.retryAfterSeconds = more.retryAfterSeconds
  }
}

/** The 400 of one field that is wrong. Pure. */
export const invalidField = (path: string, sentence: Sentence): ApiError =>
  new ApiError(400, 'invalid_input', sentence, { errors: [{ path, message: sentence }] })

const titles: Record<ProblemCode, Sentence> = {
  invalid_input: { zh: '输入有误', en: 'Invalid input' },
  not_found: { zh: '没有找到', en: 'Not found' },
  area_not_found: { zh: '没有这个区域', en: 'No such area' },
  route_not_found: { zh: '没有这个地址', en: 'No such route' },
  method_not_allowed: { zh: '不支持的方法', en: 'Method not allowed' },
  stale_version: { zh: '数据已被他人更新', en: 'Stale version' },
  not_possible_now: { zh: '现在不能这样做', en: 'Not possible now' },
  held_above: { zh: '由上级处理', en: 'Held above' },
  idempotency_conflict: { zh: '键已用于另一请求', en: 'Key used for another request' },
  belongs_elsewhere: { zh: '不归这里受理', en: 'Belongs elsewhere' },
  geometry_refused: { zh: '图形有误', en: 'Geometry refused' },
  too_many_features: { zh: '结果太多', en: 'Too many features' },
  too_large: { zh: '内容太大', en: 'Content too large' },
  unsupported_media_type: { zh: '内容类型不对', en: 'Unsupported media type' },
  too_slow: { zh: '内容来得太慢', en: 'Content too slow' },
  no_edition: { zh: '尚无网格底图', en: 'No edition yet' },
  import_busy: { zh: '另有导入正在进行', en: 'Another import is at work' },
  import_ended: { zh: '导入已经结束', en: 'The import has ended' },
  dry_run_differs: { zh: '与检查时不同', en: 'Not what was checked' },
  not_signed_in: { zh: '未登录', en: 'Not signed in' },
  not_allowed: { zh: '没有权限', en: 'Not allowed' },
  wrong_credentials: { zh: '用户名或密码不对', en: 'Wrong username or password' },
  too_many_requests: { zh: '请求太频繁', en: 'Too many requests' },
  too_many_streams: { zh: '实时连接太多', en: 'Too many live streams' },
  password_change_required: { zh: '须先修改密码', en: 'Password change required' },
  password_refused: { zh: '新密码不合要求', en: 'Password refused' },
  second_factor_required: { zh: '须绑定第二验证因素', en: 'Second factor required' },
  second_factor_unreadable: { zh: '验证器资料无法读取', en: 'Second factor unreadable' },
  username_taken: { zh: '用户名已被使用', en: 'Username taken' },
  grant_refused: { zh: '不能授予这个角色', en: 'Grant refused' },
  last_administrator: { zh: '最后一名管理员', en: 'Last administrator' },
  own_account: { zh: '不能对自己操作', en: 'Own account' },
  cross_site: { zh: '不接受其他网站的请求', en: 'Cross-site request refused' },
  database_unavailable: { zh: '数据库暂不可用', en: 'Database unavailable' },
  deadline_exceeded: { zh: '查询超时', en: 'Deadline exceeded' },
  backup_running: { zh: '正在备份', en: 'A backup is running' },
  disk_full: { zh: '磁盘空间不足', en: 'No disk space' },
  internal: { zh: '系统内部错误', en: 'Internal error' },
}

/** `?lang=en`, else the first of zh and en in Accept-Language, else Chinese. */
export function requestLanguage(c: Context): Language {
  const asked = c.req.query('lang')
  if (asked === 'en' || asked === 'zh') return asked
  for (const part of (c.req.header('accept-language') ?? '').toLowerCase().split(',')) {
    if (part.trim().startsWith('zh')) return 'zh'
    if (part.trim().startsWith('en')) return 'en'
  }
  return 'zh'
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  // drizzle wraps what the database said, such as that a backup is being made.
  if (error instanceof Error && error.cause instanceof ApiError) return error.cause
  if (error instanceof HTTPException && error.status < 500)
    return new ApiError(error.status, error.status === 413 ? 'too_large' : 'invalid_input', {
      zh: '请求内容无法解析，请检查格式。',
      en: error.message || 'The request could not be read; check its format.',
    })
  return new ApiError(
    500,
    'internal',
    {
      zh: '系统内部错误，请稍后再试；仍不行时请把编号告诉管理员。',
      en: 'Something went wrong here. Try again; if it stays, give the request id to the administrator.',
    },
    { cause: error },
  )
}

/** The status `toProblem` answers an error with. */
export const statusOfError = (error: unknown): number => asApiError(error).status

/** The one place where errors become answers. Never shows internals. */
export function toProblem(error: unknown, c: Context): Response {
  const apiError = asApiError(error)
  const language = requestLanguage(c)
  const requestId = (c.get('requestId') as string | undefined) ?? ''
  const problem: Problem = {
    type: `/problems/${apiError.code}`,
    title: titles[apiError.code][language],
    status: apiError.status,
    detail: apiError.detail[language],
    code: apiError.code,
    requestId,
    ...(apiError.errors && {
      errors: apiError.errors.map((error) => ({ ...error, message: error.message[language] })),
    }),
    ...(apiError.current !== undefined && { current: apiError.current }),
  }
  const headers: Record<string, string> = {
    ...answerHeaders,
    'Content-Type': 'application/problem+json',
    'Content-Language': language,
    'Cache-Control': 'no-store',
  }
  const retryAfterSeconds = apiError.retryAfterSeconds ?? (apiError.status === 503 ? 2 : undefined)
  if (retryAfterSeconds !== undefined) headers['Retry-After'] = String(Math.ceil(retryAfterSeconds))
  // RFC 9110 wants it with a 401.
  if (apiError.status === 401) headers['WWW-Authenticate'] = 'Bearer realm="onegrid"'
  // What is left of the body is not read: the connection ends. HTTP/2 has no such header.
  if (apiError.status === 413 && c.env?.incoming?.httpVersionMajor !== 2) headers.Connection = 'close'
  return c.body(JSON.stringify(problem), apiError.status as ContentfulStatusCode, headers)
}
