import { createHash, createSign, generateKeyPairSync, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WaySettings } from '#api/platform/access/ways/way-settings.ts'

/** What the provider does wrong, until it is told otherwise. */
export type Misdeed =
  | 'wrong-state'
  | 'wrong-nonce'
  | 'foreign-issuer'
  | 'foreign-audience'
  | 'past-token'
  | 'unsigned-token'
  | 'forged-token'
  | 'no-token'
  | 'foreign-endpoint'
  | 'foreign-login'
  | 'past-code'
  | 'away'
  | 'denied'
  | 'status-500'
  | 'hang'
  | 'redirect'
  | 'huge'
  | 'no-json'
  | 'outsider'
  | 'stale-corp-token'

const clientId = 'onegrid'
const secret = 'a secret that no log shows'

/** A small server that speaks OpenID Connect, WeCom's and DingTalk's interface, for one user at a time. */
export async function startFakeProvider() {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const otherKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const codes = new Map<string, { nonce: string; challenge: string; redirectUri: string; user: string }>()
  const hanging = new Set<ServerResponse>()
  const fake = {
    user: 'user-1',
    misdeed: null as Misdeed | null,
    /** Paths that were asked for, oldest first; those of the trap begin with `trap`. */
    calls: [] as string[],
    /** Good until it is changed. */
    corpToken: 'corp-token-1',
  }

  // Nobody must ever come here: an address inside a network that a provider leads to.
  const trap = createServer((request, response) => {
    fake.calls.push(`trap ${request.url}`)
    response.end('{}')
  })
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      response.statusCode = 599
      response.end(String(error))
    })
  })
  for (const one of [trap, server]) await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve))
  const urlOf = (one: typeof server) => `http://127.0.0.1:${(one.address() as AddressInfo).port}`
  const url = urlOf(server)
  const trapUrl = urlOf(trap)

  const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  function makeToken(user: string, nonce: string): string {
    const now = Math.floor(Date.now() / 1000)
    const { misdeed } = fake
    const past = misdeed === 'past-token' ? 7200 : 0
    const head = base64({ alg: misdeed === 'unsigned-token' ? 'none' : 'RS256', kid: 'k1', typ: 'JWT' })
    const body = base64({
      iss: misdeed === 'foreign-issuer' ? trapUrl : url,
      aud: misdeed === 'foreign-audience' ? 'another' : clientId,
      sub: user,
      nonce: misdeed === 'wrong-nonce' ? 'another' : nonce,
      iat: now - past,
      exp: now - past + 600,
    })
    if (misdeed === 'unsigned-token') return `${head}.${body}.`
    const { privateKey } = misdeed === 'forged-token' ? otherKey : key
    return `${head}.${body}.${createSign('RSA-SHA256').update(`${head}.${body}`).sign(privateKey, 'base64url')}`
  }

  /** Takes a code: good once. */
  function takeCode(code: string) {
    const found = codes.get(code)
    codes.delete(code)
    return fake.misdeed === 'past-code' ? undefined : found
  }

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const { pathname, searchParams: query } = new URL(request.url ?? '', url)
    fake.calls.push(pathname)
    let text = ''
    for await (const part of request) text += part
    const json = (value: unknown, status = 200) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(value))
    }
    const back = (names: { code: string }, more: Record<string, string> = {}) => {
      const redirectUri = query.get('redirect_uri') ?? ''
      const target = new URL(redirectUri)
      target.searchParams.set('state', fake.misdeed === 'wrong-state' ? randomUUID() : (query.get('state') ?? ''))
      if (fake.misdeed === 'denied') {
        if (names.code === 'code' && pathname === '/authorize') target.searchParams.set('error', 'access_denied')
      } else {
        const code = randomUUID()
        codes.set(code, {
          nonce: query.get('nonce') ?? '',
          challenge: query.get('code_challenge') ?? '',
          redirectUri,
          user: fake.user,
        })
        target.searchParams.set(names.code, code)
        for (const [name, value] of Object.entries(more)) target.searchParams.set(name, value)
      }
      response.writeHead(302, { location: target.href })
      response.end()
    }

    switch (pathname) {
      case '/.well-known/openid-configuration': {
        if (fake.misdeed === 'away') return json({}, 503)
        const endpoints = fake.misdeed === 'foreign-endpoint' ? trapUrl : url
        return json({
          issuer: url,
          authorization_endpoint: `${fake.misdeed === 'foreign-login' ? trapUrl : url}/authorize`,
          token_endpoint: `${endpoints}/token`,
          userinfo_endpoint: `${endpoints}/userinfo`,
          jwks_uri: `${endpoints}/jwks`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
        })
      }
      case '/authorize':
        if (query.get('client_id') !== clientId || query.get('code_challenge_method') !== 'S256')
          return json({ error: 'invalid_request' }, 400)
        return back({ code: 'code' })
      case '/wwopen/sso/qrConnect':
        if (query.get('appid') !== 'corp' || query.get('agentid') !== '1000002') return json({}, 400)
        return back({ code: 'code' }, { appid: 'corp' })
      case '/oauth2/auth':
        if (query.get('client_id') !== clientId || query.get('response_type') !== 'code') return json({}, 400)
        return back({ code: 'authCode' }, { code: 'not this one' })
    }

    // What only servers ask for.
    switch (fake.misdeed) {
      case 'status-500':
        return json({ error: 'server_error' }, 500)
      case 'hang':
        return void hanging.add(response)
      case 'redirect':
        response.writeHead(307, { location: `${trapUrl}/latest/meta-data` })
        return response.end()
      case 'huge':
        response.writeHead(200, { 'content-type': 'application/json' })
        return response.end(`{"access_token":"${'x'.repeat(2_000_000)}"}`)
      case 'no-json':
        response.writeHead(200, { 'content-type': 'text/html' })
        return response.end('<html>')
    }

    switch (pathname) {
      case '/token': {
        const form = new URLSearchParams(text)
        const basic = Buffer.from(request.headers.authorization?.replace('Basic ', '') ?? '', 'base64').toString()
        if (
          basic
            .split(':')
            .map((part) => decodeURIComponent(part.replaceAll('+', ' ')))
            .join(':') !== `${clientId}:${secret}`
        )
          return json({ error: 'invalid_client' }, 401)
        const found = takeCode(form.get('code') ?? '')
        const challenge = createHash('sha256')
          .update(form.get('code_verifier') ?? '')
          .digest('base64url')
        if (!found || found.challenge !== challenge || found.redirectUri !== form.get('redirect_uri'))
          return json({ error: 'invalid_grant' }, 400)
        return json({
          access_token: randomUUID(),
          token_type: 'Bearer',
          ...(fake.misdeed !== 'no-token' && { id_token: makeToken(found.user, found.nonce) }),
        })
      }
      case '/jwks':
        return json({ keys: [{ ...key.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }] })
      case '/cgi-bin/gettoken':
        if (query.get('corpid') !== 'corp' || query.get('corpsecret') !== secret) return json({ errcode: 40001 })
        return json({ errcode: 0, access_token: fake.corpToken, expires_in: 7200 })
      case '/cgi-bin/auth/getuserinfo': {
        if (query.get('access_token') !== fake.corpToken) return json({ errcode: 42001 })
        const found = takeCode(query.get('code') ?? '')
        if (!found) return json({ errcode: 40029, errmsg: 'invalid code' })
        return json({ errcode: 0, ...(fake.misdeed === 'outsider' ? { openid: found.user } : { userid: found.user }) })
      }
      case '/v1.0/oauth2/userAccessToken': {
        const body = JSON.parse(text)
        if (body.clientId !== clientId || body.clientSecret !== secret || body.grantType !== 'authorization_code')
          return json({ code: 'invalidClient' }, 403)
        const found = takeCode(body.code)
        if (!found) return json({ code: 'invalidParameter' }, 400)
        return json({ accessToken: `token-of-${found.user}`, expireIn: 7200 })
      }
      case '/v1.0/contact/users/me': {
        const user = /^token-of-(.+)$/.exec(String(request.headers['x-acs-dingtalk-access-token']))?.[1]
        return user ? json({ nick: '某人', unionId: user, openId: `open-${user}` }) : json({}, 401)
      }
    }
    return json({}, 404)
  }

  const name = { zh: '测试', en: 'Test' }
  return Object.assign(fake, {
    url,
    secret,
    /** The settings that lead here, for all three. */
    settings: (more: { origin: string; replacesSecondFactor?: boolean }): WaySettings => ({
      origin: more.origin,
      callTimeoutMs: 500,
      oidc: {
        name,
        issuer: url,
        clientId,
        clientSecret: secret,
        origins: [],
        replacesSecondFactor: more.replacesSecondFactor ?? false,
      },
      wecom: {
        name,
        baseUrl: url,
        loginUrl: `${url}/wwopen/sso/qrConnect`,
        corpId: 'corp',
        agentId: '1000002',
        secret,
      },
      dingtalk: { name, baseUrl: url, loginUrl: `${url}/oauth2/auth`, clientId, clientSecret: secret },
    }),
    async close() {
      for (const response of hanging) response.destroy()
      for (const one of [trap, server]) {
        one.closeAllConnections()
        await new Promise((resolve) => one.close(resolve))
      }
    },
  })
}
