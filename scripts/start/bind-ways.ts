import { bindByName, unbindByName } from '#api/platform/access/ways/bind-by-name.ts'
import { readProviderId } from '#api/platform/access/ways/provider-id.ts'
import { type WayId, wayIds } from '#api/platform/access/ways/ways.contract.ts'
import { createAuditTrail } from '#api/platform/audit/create-audit-trail.ts'
import { readDigestSetting } from '#api/platform/audit/digest.ts'
import { readArguments, UsageError } from './read-arguments.ts'
import { withDatabase } from './run-tool.ts'
import { toolActor } from './tool-actor.ts'

export const bindHelp = `  bind --username NAME --provider oidc|wecom|dingtalk --id ID
                  把账号绑定到另一系统的用户，以便从那里登录 / bind an account to a user of another system, to sign in by it
                  ID: OIDC 的 sub、企业微信的 UserId、钉钉的 unionId
  unbind --username NAME --provider oidc|wecom|dingtalk
                  解除绑定，从那里登录的会话随即结束 / take it back; sessions that came by it end`

const options = { username: { type: 'string' }, provider: { type: 'string' }, id: { type: 'string' } } as const

function readWay({ username, provider }: { username?: string | undefined; provider?: string | undefined }): {
  username: string
  way: WayId
} {
  const way = wayIds.find((known) => known === provider)
  if (!username || !way)
    throw new UsageError({
      zh: `需要 --username 和 --provider（${wayIds.join('、')}）；用法见 --help。`,
      en: `--username and --provider (${wayIds.join(', ')}) are needed; see --help.`,
    })
  return { username, way }
}

/** `npm run admin -- bind …` and `… unbind …`. */
export async function changeBinding(command: 'bind' | 'unbind', args: string[]): Promise<void> {
  const { values } = readArguments({ args, options })
  const { username, way } = readWay(values)
  const foreignId = values.id?.trim()
  if (command === 'bind' ? !foreignId : foreignId !== undefined)
    throw new UsageError(
      command === 'bind'
        ? { zh: '还需要 --id：这个人在那个系统里的编号。', en: '--id is needed: what that system calls the person.' }
        : {
            zh: '解除绑定不需要 --id：每个账号在每个系统里只绑定一个用户。',
            en: 'To unbind takes no --id: an account is bound to one user of a system.',
          },
    )
  const providerId = command === 'bind' ? readProviderId(process.env, way) : ''
  await withDatabase(
    async (database) => {
      const audit = createAuditTrail({ database, digest: readDigestSetting(process.env) })
      const deps = { database, audit, actor: toolActor() }
      if (command === 'bind') await bindByName(deps, { username, way, providerId, foreignId: foreignId ?? '' })
      else await unbindByName(deps, { username, way })
      console.log(
        command === 'bind'
          ? `已绑定 / bound: ${username} ← ${way} ${foreignId}`
          : `已解除绑定 / unbound: ${username}, ${way}`,
      )
    },
    { isOldOnly: true },
  )
}
