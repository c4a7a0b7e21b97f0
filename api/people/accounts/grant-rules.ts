import type { Role, Rung } from '#api/platform/access/access.contract.ts'
import { exclusiveRoles, isPersonalRole, rungsOfRole } from '#api/platform/access/permissions.ts'
import { ApiError, invalidField } from '#api/platform/http/problem.ts'
import { levelOfCode } from '#api/platform/http/shared.contract.ts'

/** Throws the 400 of a role that is not held at the level of this area. Pure. */
export function requireRung(role: Role, area: string, path = 'area'): void {
  if (rungsOfRole(role).includes(levelOfCode(area) as Rung)) return
  throw invalidField(path, {
    zh: `角色 ${role} 不能在区域 ${area} 这一级担任；可用的层级：${rungsOfRole(role).join('、')}。`,
    en: `The role ${role} is not held at the level of ${area}; it is at: ${rungsOfRole(role).join(', ')}.`,
  })
}

/** Throws the 400 of a role that no person can hold. Pure. */
export function requirePersonalRole(role: Role, path = 'role'): void {
  if (isPersonalRole(role)) return
  throw invalidField(path, { zh: `角色 ${role} 不能授予个人。`, en: `The role ${role} is not for persons.` })
}

/** Throws the 409 of roles that one person may not hold together. Pure. */
export function refuseExclusive(roles: readonly Role[]): void {
  for (const [one, other] of exclusiveRoles)
    if (roles.includes(one) && roles.includes(other))
      throw new ApiError(409, 'grant_refused', {
        zh: `角色 ${one} 与 ${other} 互斥，不能由同一人担任；请先收回其中一个。`,
        en: `Nobody may be both ${one} and ${other}; take one of them back first.`,
      })
}

/** Throws the 400 of a stretch of time that is over, or ends before it begins. Pure but for the clock. */
export function requireFuture(until: string | null | undefined, from?: string, path = 'until'): void {
  if (until === undefined || until === null) return
  if (Date.parse(until) > Math.max(Date.now(), from === undefined ? 0 : Date.parse(from))) return
  throw invalidField(path, {
    zh: '截止时间应晚于现在和起始时间。',
    en: 'The end has to lie after now and after the beginning.',
  })
}
