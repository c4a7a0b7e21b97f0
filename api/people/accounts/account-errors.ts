import { ApiError } from '#api/platform/http/problem.ts'

export const noSuchAccount = () =>
  new ApiError(404, 'not_found', {
    zh: '没有这个账号，或不在您的管理范围内。',
    en: 'There is no such account, or it is not within your reach.',
  })

export const noSuchGrant = () =>
  new ApiError(404, 'not_found', {
    zh: '没有这项授权，可能已被收回；请刷新后再看。',
    en: 'There is no such grant; it may have been taken back. Refresh.',
  })

export const notBound = () =>
  new ApiError(404, 'not_found', {
    zh: '此人没有绑定这种登录方式，可能已被解除；请刷新后再看。',
    en: 'This person is not bound to this way to sign in; it may have been taken back. Refresh.',
  })

export const ownAccount = () =>
  new ApiError(403, 'own_account', {
    zh: '不能更改自己的授权、期限、密码或验证器，也不能停用自己；请由另一名管理员操作。',
    en: 'Nobody changes the grants, the end, the password or the second factor of the own account; another administrator has to.',
  })

export const beyondReach = () =>
  new ApiError(403, 'not_allowed', {
    zh: '此人还有您管理范围之外的角色，请由上级管理员操作。',
    en: 'This person also holds roles beyond your reach; an administrator above you has to do this.',
  })

export const areaBeyondReach = (area: string) =>
  new ApiError(403, 'not_allowed', {
    zh: `区域 ${area} 不在您的管理范围内。`,
    en: `The area ${area} is not within your reach.`,
  })

export const lastAdministrator = () =>
  new ApiError(409, 'last_administrator', {
    zh: '这是本县最后一名可用的管理员（演示账户不算）；请先增加另一名。',
    en: 'This is the last administrator of the county who can sign in, demo accounts aside; make another first.',
  })

export const usernameTaken = (username: string) =>
  new ApiError(409, 'username_taken', {
    zh: `用户名 ${username} 已有人使用，请换一个。`,
    en: `Somebody has the username ${username}; choose another.`,
  })

export const alreadyGranted = (role: string, area: string) =>
  new ApiError(409, 'grant_refused', {
    zh: `此人在区域 ${area} 已有角色 ${role}；要改期限请先收回再授予。`,
    en: `This person already is ${role} in ${area}; to change its time take it back first.`,
  })

export const staleAccount = (current: unknown) =>
  new ApiError(
    409,
    'stale_version',
    { zh: '这个账号已被他人更改，请核对后再改。', en: 'Somebody else changed this account; look at it and try again.' },
    { current },
  )
