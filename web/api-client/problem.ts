import type { hc, InferResponseType } from 'hono/client'
import type { AppType } from '#api/app.ts'
import { labelField } from './field-labels.ts'

/** The one error shape of the API, taken from its type. (A route that names no status counts as able to answer its own
 *  shape with 400 as well, hence `Extract`.) */
export type Problem = Extract<
  InferResponseType<ReturnType<typeof hc<AppType>>['api']['healthz']['$get'], 400>,
  { requestId: string }
>
export type ProblemCode = Problem['code']
export type FieldError = NonNullable<Problem['errors']>[number]

/** The API answered with an error. Switch on `problem.code`, never on text. */
export class ProblemError extends Error {
  readonly problem: Problem
  /** After which trying again makes sense. */
  readonly retryAfterSeconds?: number
  constructor(problem: Problem, retryAfterSeconds?: number) {
    super(problem.detail)
    this.name = 'ProblemError'
    this.problem = problem
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** No answer came: network, server or proxy is gone. */
export class UnreachableError extends Error {
  constructor(cause?: unknown) {
    super('unreachable', { cause })
    this.name = 'UnreachableError'
  }
}

export const problemCode = (error: unknown): ProblemCode | 'unreachable' =>
  error instanceof ProblemError ? error.problem.code : 'unreachable'

export const problemFields = (error: unknown): FieldError[] =>
  error instanceof ProblemError ? (error.problem.errors ?? []) : []

/** Whether an answer speaks against a field of a form, or a part of it. */
export const isFieldFaulty = (error: unknown, field: string): boolean =>
  problemFields(error).some(({ path }) => path === field || path.startsWith(`${field}.`))

/** The record as it is now, where the server says that somebody else was faster (`stale_version`, `not_possible_now`). */
export const problemCurrent = (error: unknown): unknown =>
  error instanceof ProblemError ? error.problem.current : undefined

/** True where a link names an area that a later edition has dropped: asking again cannot help, another area can. */
export const isAreaGone = (error: unknown): boolean => problemCode(error) === 'area_not_found'

/** How often something is asked again: not at all once its area is gone. */
export const unlessAreaGone =
  (everyMs: number) =>
  ({ state }: { state: { error: Error | null } }): number | false =>
    isAreaGone(state.error) ? false : everyMs

/** True where trying again in a moment may help. */
export const isPassing = (error: unknown): boolean =>
  error instanceof UnreachableError ||
  (error instanceof ProblemError && (error.problem.status === 503 || error.problem.code === 'deadline_exceeded'))

const sentences: Record<'zh' | 'en', Record<ProblemCode | 'unreachable', string>> = {
  zh: {
    unreachable: '连不上服务器，正在自动重试；请检查网络或联系管理员。',
    invalid_input: '输入有误，请检查后再试。',
    not_found: '没有找到，可能已被撤销或改了编码。',
    area_not_found: '当前版次里没有这个区域，请重新选择。',
    route_not_found: '服务器没有这个接口，请联系管理员更新版本。',
    method_not_allowed: '服务器不支持这个操作，请联系管理员更新版本。',
    stale_version: '数据已被他人更新，请刷新后再改。',
    not_possible_now: '事件现在的状态不能这样做，请刷新后再看。',
    held_above: '事件已由上级处理，您仍可以添加备注。',
    idempotency_conflict: '这次提交与先前的不一致，请刷新后再试。',
    belongs_elsewhere: '这件事不归这里受理，请按提示拨打电话。',
    geometry_refused: '图形有误，请按提示修改。',
    too_many_features: '结果太多，请缩小范围后再试。',
    too_large: '内容太大，请缩小后再试。',
    unsupported_media_type: '服务器不认识发来的内容类型，请联系管理员更新版本。',
    too_slow: '内容传得太慢，请检查网络后再试。',
    no_edition: '还没有网格底图，请先导入。',
    import_busy: '另一次导入正在进行，请等它结束后再试。',
    import_ended: '这次导入已经结束。',
    dry_run_differs: '文件、设置或参考数据与检查时不同，请重新检查。',
    cross_site: '服务器拒绝了这个请求：请从系统自己的网页上操作。',
    not_signed_in: '请先登录。',
    not_allowed: '您的角色没有这项权限；确有需要请联系管理员。',
    wrong_credentials: '用户名或密码不对。',
    too_many_requests: '请求太频繁，请稍后再试。',
    too_many_streams: '同一账号打开的实时连接太多，请关闭不用的窗口。',
    password_change_required: '请先修改初始密码。',
    password_refused: '新密码不合要求。',
    second_factor_required: '请先绑定第二验证因素。',
    second_factor_unreadable: '服务器读不出您的验证器资料，请联系管理员。',
    username_taken: '这个用户名已有人使用，请换一个。',
    grant_refused: '这个角色不能这样授予。',
    last_administrator: '这是本县最后一名管理员，请先增加另一名。',
    own_account: '不能对自己的账号这样操作，请由另一名管理员来做。',
    database_unavailable: '数据库暂不可用，正在自动重试。',
    deadline_exceeded: '查询超时，请缩小范围或稍后再试。',
    backup_running: '服务器正在备份，几秒后自动重试。',
    disk_full: '服务器磁盘已满，请联系管理员。',
    internal: '系统内部错误，请稍后再试。',
  },
  en: {
    unreachable: 'The server cannot be reached; trying again. Check the network or tell the administrator.',
    invalid_input: 'Something in the input is not right; check it and try again.',
    not_found: 'Not found; it may have been withdrawn or given another code.',
    area_not_found: 'The current edition has no such area; choose another.',
    route_not_found: 'The server does not know this route; ask the administrator to update it.',
    method_not_allowed: 'The server does not support this; ask the administrator to update it.',
    stale_version: 'Someone else changed this; reload before you edit.',
    not_possible_now: 'Not possible in the state the incident is in; reload and look again.',
    held_above: 'A level above handles this incident; you can still add a note.',
    idempotency_conflict: 'This was sent before with other content; reload and try again.',
    belongs_elsewhere: 'This belongs elsewhere; call the number that is named.',
    geometry_refused: 'The shape is not valid; mend it as described.',
    too_many_features: 'Too many results; narrow the area and try again.',
    too_large: 'Too large; make it smaller and try again.',
    unsupported_media_type: 'The server does not take this type of content; ask the administrator to update it.',
    too_slow: 'The content came too slowly; check the network and try again.',
    no_edition: 'There is no grid edition yet; import one first.',
    import_busy: 'Another import is at work; try again when it has ended.',
    import_ended: 'This import has ended.',
    dry_run_differs: 'The file, the settings or the lists are not those that were checked; check again.',
    cross_site: "The server refused this; do it from the system's own page.",
    not_signed_in: 'Sign in first.',
    not_allowed: 'Your roles do not allow this; ask an administrator if you need it.',
    wrong_credentials: 'Wrong username or password.',
    too_many_requests: 'Too many requests; try again later.',
    too_many_streams: 'This account has too many live connections; close windows you do not use.',
    password_change_required: 'Change the first password first.',
    password_refused: 'The new password is not as required.',
    second_factor_required: 'Set up the second factor first.',
    second_factor_unreadable: 'The server cannot read your second factor; ask an administrator.',
    username_taken: 'Somebody has this username; choose another.',
    grant_refused: 'This role cannot be granted so.',
    last_administrator: 'This is the last administrator of the county; make another first.',
    own_account: 'Not with your own account; another administrator has to.',
    database_unavailable: 'The database is not available; trying again.',
    deadline_exceeded: 'The query took too long; narrow it or try later.',
    backup_running: 'The server makes a backup; trying again in a few seconds.',
    disk_full: 'The disk of the server is full; tell the administrator.',
    internal: 'Something went wrong on the server; try again later.',
  },
}

type FieldNames = Readonly<Record<string, string>>
/** Of many wrong fields so many are named. */
const mostNamed = 6

/** What is wrong with which field, each by its label; null where the server's own sentence says it. */
function describeFields({ detail, errors = [] }: Problem, language: 'zh' | 'en', own?: FieldNames): string | null {
  const [first, second] = errors
  if (!first) return null
  // What was written for this case alone needs no label; the rest names the field as programs do.
  const { path: only, message: wrong } = first
  if (!second && detail !== `${only}：${wrong}` && detail !== `${only}: ${wrong}`) return null
  const isChinese = language === 'zh'
  const lines = errors.slice(0, mostNamed).map(({ path, message }) => {
    const label = labelField(path, language, own)
    const said = message.replace(/[。.]$/, '')
    return label === undefined ? said : `${label}${isChinese ? '：' : ': '}${said}`
  })
  const left = errors.length - lines.length
  if (left > 0) lines.push(isChinese ? `另有 ${left} 处` : `and ${left} more`)
  return `${lines.join(isChinese ? '；' : '; ')}${isChinese ? '。' : '.'}`
}

/** One sentence for the operator. The server's own sentence wins where it knows more than the code says. `own`: what the form calls
 *  its fields, where that is not what they are called elsewhere. */
export function describeError(error: unknown, language: 'zh' | 'en', own?: FieldNames): string {
  const code = problemCode(error)
  if (error instanceof ProblemError) {
    const { detail, requestId } = error.problem
    switch (code) {
      case 'invalid_input':
        return describeFields(error.problem, language, own) ?? (detail || sentences[language][code])
      case 'geometry_refused':
      case 'not_possible_now':
      case 'belongs_elsewhere':
      case 'too_many_features':
      case 'too_large':
      case 'import_ended':
      case 'dry_run_differs':
      case 'wrong_credentials':
      case 'too_many_requests':
      case 'password_refused':
      case 'second_factor_required':
      case 'grant_refused':
        return detail || sentences[language][code]
      case 'internal':
        return requestId ? `${sentences[language].internal} (${requestId})` : sentences[language].internal
      default:
        return sentences[language][code] ?? detail
    }
  }
  return sentences[language].unreachable
}
