import { z } from 'zod'
import { createPinnedFetch, readAnswer } from './pinned-fetch.ts'
import { providerIdOf } from './provider-id.ts'
import { type SignInWay, WayError } from './sign-in-way.ts'
import type { DingtalkSettings } from './way-settings.ts'

const tokenAnswer = z.object({ accessToken: z.string() })
const userAnswer = z.object({ unionId: z.string().min(1) })

/** DingTalk (钉钉): the code becomes a token of the person's, which says who he is: the `unionId`, the same in every
 *  application of the organisation. Neither PKCE nor nonce: it has none. */
export function createDingtalkWay(settings: DingtalkSettings, callTimeoutMs: number): SignInWay {
  const { baseUrl, loginUrl, clientId, clientSecret } = settings
  const pinnedFetch = createPinnedFetch([new URL(baseUrl).origin], callTimeoutMs)
  return {
    id: 'dingtalk',
    name: settings.name,
    providerId: providerIdOf('dingtalk'),
    replacesSecondFactor: false,
    async begin({ redirectUri, state }) {
      const url = new URL(loginUrl)
      const query = { redirect_uri: redirectUri, response_type: 'code', client_id: clientId, scope: 'openid', state }
      for (const [name, value] of Object.entries({ ...query, prompt: 'consent' })) url.searchParams.set(name, value)
      return url
    },
    async identify(answer) {
      const code = answer.get('authCode') ?? answer.get('code')
      if (!code) throw new WayError('cancelled', 'DingTalk sent no code')
      const { accessToken } = await readAnswer(
        await pinnedFetch(`${baseUrl}/v1.0/oauth2/userAccessToken`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ clientId, clientSecret, code, grantType: 'authorization_code' }),
        }),
        tokenAnswer,
        'DingTalk userAccessToken',
      )
      const { unionId } = await readAnswer(
        await pinnedFetch(`${baseUrl}/v1.0/contact/users/me`, {
          headers: { 'x-acs-dingtalk-access-token': accessToken },
        }),
        userAnswer,
        'DingTalk users/me',
      )
      return unionId
    },
  }
}
