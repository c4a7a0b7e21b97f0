import { ApiError, type Sentence } from '#api/platform/http/problem.ts'

/** The same for a name that does not exist, a closed account and a wrong password. */
export const wrongCredentials = () =>
  new ApiError(401, 'wrong_credentials', {
    zh: '用户名或密码不对；忘记密码请联系管理员。',
    en: 'The username or the password is wrong; an administrator can set a new one.',
  })

export const wrongCode = () =>
  new ApiError(401, 'wrong_credentials', {
    zh: '验证码不对、已经用过或已过期；请输入验证器上的下一个。',
    en: 'The code is wrong, used or over; enter the next one that the authenticator shows.',
  })

/** It was encrypted under a secret that this server does not have. */
export const secondFactorUnreadable = () =>
  new ApiError(403, 'second_factor_unreadable', {
    zh: '服务器读不出您的验证器资料，验证码和备用码都无法核对；请联系管理员，可由其解除验证器后重新绑定。',
    en: 'The server cannot read what your codes are checked by, those of the app and backup codes alike. Ask an administrator, who can remove your second factor; then set it up again.',
  })

export const isUnreadable = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.code === 'second_factor_unreadable'

/** The first step is over, or there was none. */
export const notPending = () =>
  new ApiError(401, 'not_signed_in', {
    zh: '请重新输入用户名和密码，再输入验证码。',
    en: 'Enter username and password again, then the code.',
  })

/** Of somebody who has signed in and confirms something: 401 would say that the session is over. */
export const wrongConfirmation = (what: 'password' | 'code') =>
  new ApiError(
    403,
    'wrong_credentials',
    what === 'password'
      ? { zh: '当前密码不对。', en: 'The current password is wrong.' }
      : { zh: '验证码不对或已经用过。', en: 'The code is wrong or used.' },
  )

export const tooManyTries = (waitSeconds: number) => {
  const seconds = Math.ceil(waitSeconds)
  return new ApiError(
    429,
    'too_many_requests',
    {
      zh: `试错次数太多，请 ${seconds} 秒后再试；已登录的不受影响。`,
      en: `Too many wrong tries; try again in ${seconds} s. Who has signed in is not affected.`,
    },
    { retryAfterSeconds: seconds },
  )
}

export const passwordRefused = (reason: Sentence) => new ApiError(422, 'password_refused', reason)

export const noSuchSession = () =>
  new ApiError(404, 'not_found', { zh: '这次登录已经结束。', en: 'This session has ended.' })
