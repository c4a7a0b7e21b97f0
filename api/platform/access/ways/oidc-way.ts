import {
  AuthorizationResponseError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
} from 'openid-client'
import { createPinnedFetch } from './pinned-fetch.ts'
import { providerIdOf } from './provider-id.ts'
import { type SignInWay, WayError } from './sign-in-way.ts'
import type { OidcSettings } from './way-settings.ts'

/** How long a provider's description of itself holds: it may move its endpoints without our being started anew. */
const knownMs = 3600_000

/** OpenID Connect: code flow with PKCE, state and nonce, the id token's signature checked although it comes over TLS. Who
 *  it is stands in the id token; nothing else is asked for. */
export function createOidcWay(settings: OidcSettings, callTimeoutMs: number): SignInWay {
  const { issuer, clientId, clientSecret } = settings
  const origins = [new URL(issuer).origin, ...settings.origins]
  const pinnedFetch = createPinnedFetch(origins, callTimeoutMs)
  const authenticate: ClientAuth = (server, ...rest) => {
    const takesPost = server.token_endpoint_auth_methods_supported?.includes('client_secret_post')
    return (takesPost ? ClientSecretPost(clientSecret) : ClientSecretBasic(clientSecret))(server, ...rest)
  }

  let known: { configuration: Promise<Configuration>; at: number } | undefined
  // Not at start: a provider that is away must not keep the server from starting.
  function configure(): Promise<Configuration> {
    if (known && Date.now() - known.at < knownMs) return known.configuration
    const configuration = discovery(new URL(issuer), clientId, undefined, authenticate, {
      [customFetch]: pinnedFetch as never,
      execute: [enableNonRepudiationChecks, ...(issuer.startsWith('http:') ? [allowInsecureRequests] : [])],
    })
    const mine = { configuration, at: Date.now() }
    known = mine
    configuration.catch(() => {
      if (known === mine) known = undefined
    })
    return configuration
  }

  return {
    id: 'oidc',
    name: settings.name,
    providerId: providerIdOf('oidc', issuer),
    replacesSecondFactor: settings.replacesSecondFactor,
    async begin({ redirectUri, state, nonce, codeVerifier }) {
      const configuration = await configure().catch(rethrow('unavailable'))
      const url = buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: 'openid',
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
      })
      if (!origins.includes(url.origin))
        throw new WayError('unavailable', `${url.origin} is beyond the configured addresses`)
      return url
    },
    async identify(answer, { redirectUri, state, nonce, codeVerifier }) {
      const configuration = await configure().catch(rethrow('unavailable'))
      const tokens = await authorizationCodeGrant(configuration, new URL(`${redirectUri}?${answer}`), {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: codeVerifier,
        idTokenExpected: true,
      }).catch(rethrow('failed'))
      const { sub } = tokens.claims() ?? {}
      if (!sub) throw new WayError('failed', 'the id token names nobody')
      return sub
    },
  }
}

/** Of the library's errors the code alone: their causes hold whole answers, with tokens. */
const rethrow =
  (outcome: WayError['outcome']) =>
  (error: unknown): never => {
    for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof WayError) throw cause
    if (error instanceof AuthorizationResponseError && error.error === 'access_denied')
      throw new WayError('cancelled', error.error)
    const { code, name } = error as Error & { code?: string }
    throw new WayError(outcome, `OIDC: ${code ?? name}`)
  }
