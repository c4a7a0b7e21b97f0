import { createDingtalkWay } from './dingtalk-way.ts'
import { createOidcWay } from './oidc-way.ts'
import type { SignInWay } from './sign-in-way.ts'
import type { WaySettings } from './way-settings.ts'
import { createWecomWay } from './wecom-way.ts'

const callTimeoutMs = 5_000

/** The ways that are configured, in the order in which they are offered. Asks nobody anything yet. */
export function createWays(settings: WaySettings | undefined): SignInWay[] {
  const { oidc, wecom, dingtalk, callTimeoutMs: timeoutMs = callTimeoutMs } = settings ?? {}
  return [
    ...(oidc ? [createOidcWay(oidc, timeoutMs)] : []),
    ...(wecom ? [createWecomWay(wecom, timeoutMs)] : []),
    ...(dingtalk ? [createDingtalkWay(dingtalk, timeoutMs)] : []),
  ]
}
