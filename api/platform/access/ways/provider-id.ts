import { StartError } from '#api/platform/process/start-error.ts'
import type { WayId } from './ways.contract.ts'

/** Which variable names that within which a user's id is unique; DingTalk's are unique everywhere. */
const realmVariables = { oidc: 'OIDC_ISSUER', wecom: 'WECOM_CORP_ID', dingtalk: undefined } as const

/** What stands in front of a user's id in `credentials`: the way, and whatever the id is unique within, so that after a
 *  change of the settings nobody is taken for his namesake in another system. Pure. */
export const providerIdOf = (way: WayId, realm = ''): string => (realm === '' ? way : `${way}:${realm}`)

/** The same for a tool, which needs no secret for it. Throws `StartError` where the variable is not set. */
export function readProviderId(environment: Record<string, string | undefined>, way: WayId): string {
  const variable = realmVariables[way]
  const realm = variable && environment[variable]?.trim()
  if (variable && !realm)
    throw new StartError({
      zh: `请像启动服务时一样设置 ${variable}：绑定只在那一个系统里有效。`,
      en: `Set ${variable} as it is set for the server: a binding holds within that one system.`,
    })
  return providerIdOf(way, realm)
}
