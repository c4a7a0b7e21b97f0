import { z } from 'zod'
import { createPinnedFetch, readAnswer } from './pinned-fetch.ts'
import { providerIdOf } from './provider-id.ts'
import { type SignInWay, WayError } from './sign-in-way.ts'
import type { WecomSettings } from './way-settings.ts'

const tokenAnswer = z.object({
  errcode: z.number().default(0),
  access_token: z.string().optional(),
  expires_in: z.number().default(7200),
})
/** Members have a `userid` (`UserId` in the older interface, which private ones still have); others have an `openid` alone. */
const userAnswer = z.object({
  errcode: z.number().default(0),
  userid: z.string().optional(),
  UserId: z.string().optional(),
})
/** The corporation's token is wrong or over. */
const staleTokenCodes = [40014, 42001]
/** A token is fetched anew so long before its end. */
const spareSeconds = 300

/** WeCom (企业微信) and its private 政务微信: a code says who scanned, and is asked about with a token of the corporation, which
 *  is good for two hours and may not be fetched for every sign-in. Neither PKCE nor nonce: it has none. */
export function createWecomWay(settings: WecomSettings, callTimeoutMs: number): SignInWay {
  const { baseUrl, loginUrl, corpId, agentId, secret } = settings
  const pinnedFetch = createPinnedFetch([new URL(baseUrl).origin], callTimeoutMs)
  const ask = async <Schema extends z.ZodType>(path: string, query: Record<string, string>, schema: Schema) =>
    readAnswer(await pinnedFetch(`${baseUrl}${path}?${new URLSearchParams(query)}`), schema, `WeCom ${path}`)

  let known: { token: Promise<string>; until: number } | undefined
  function corpToken(): Promise<string> {
    if (known && Date.now() < known.until) return known.token
    const mine = { token: fetchToken(), until: Number.POSITIVE_INFINITY }
    async function fetchToken() {
      const answer = await ask('/cgi-bin/gettoken', { corpid: corpId, corpsecret: secret }, tokenAnswer)
      if (answer.errcode !== 0 || !answer.access_token)
        throw new WayError('unavailable', `WeCom gives no token: errcode ${answer.errcode}`)
      mine.until = Date.now() + (answer.expires_in - spareSeconds) * 1000
      return answer.access_token
    }
    known = mine
    mine.token.catch(() => {
      if (known === mine) known = undefined
    })
    return mine.token
  }

  return {
    id: 'wecom',
    name: settings.name,
    providerId: providerIdOf('wecom', corpId),
    replacesSecondFactor: false,
    async begin({ redirectUri, state }) {
      const url = new URL(loginUrl)
      for (const [name, value] of Object.entries({ appid: corpId, agentid: agentId, redirect_uri: redirectUri, state }))
        url.searchParams.set(name, value)
      return url
    },
    async identify(answer) {
      const code = answer.get('code')
      if (!code) throw new WayError('cancelled', 'WeCom sent no code')
      const askWho = async () => ask('/cgi-bin/auth/getuserinfo', { access_token: await corpToken(), code }, userAnswer)
      let user = await askWho()
      if (staleTokenCodes.includes(user.errcode)) {
        known = undefined
        user = await askWho()
      }
      if (user.errcode !== 0) throw new WayError('failed', `WeCom refuses the code: errcode ${user.errcode}`)
      const userId = user.userid ?? user.UserId
      if (!userId) throw new WayError('unbound', 'not a member of the corporation')
      return userId
    },
  }
}
