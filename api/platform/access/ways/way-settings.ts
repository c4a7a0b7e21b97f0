import type { Sentence } from '#api/platform/http/problem.ts'
import { StartError } from '#api/platform/process/start-error.ts'
import { readSecretSetting } from '../secret-setting.ts'

export type OidcSettings = {
  name: Sentence
  issuer: string
  clientId: string
  clientSecret: string
  /** Beside the issuer's own, where its endpoints may be. */
  origins: string[]
  replacesSecondFactor: boolean
}
export type WecomSettings = {
  name: Sentence
  baseUrl: string
  loginUrl: string
  corpId: string
  agentId: string
  secret: string
}
export type DingtalkSettings = {
  name: Sentence
  baseUrl: string
  loginUrl: string
  clientId: string
  clientSecret: string
}
export type WaySettings = {
  /** Where other systems send people back to. */
  origin: string
  oidc?: OidcSettings
  wecom?: WecomSettings
  dingtalk?: DingtalkSettings
  /** Of each call to another system. Left out: 5 s. */
  callTimeoutMs?: number
}

type Environment = Record<string, string | undefined>

/** Where the public services are; a private one is named by `…_BASE_URL`. */
const publicWecom = { api: 'https://qyapi.weixin.qq.com', login: 'https://open.work.weixin.qq.com' }
const publicDingtalk = { api: 'https://api.dingtalk.com', login: 'https://login.dingtalk.com' }

const isLoopbackName = (name: string) => name === 'localhost' || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name)

/** Codes and secrets go over it: TLS, or not beyond this machine. Gives it without a slash at the end. Throws `StartError`. */
function readUrl(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password)
    throw new StartError({
      zh: `${name} 应为 https:// 开头的网址，不带 ? 和 #，现在是“${text}”。`,
      en: `${name} is to be an address with https:// in front, without ? and #; it is "${text}".`,
    })
  if (url.protocol === 'http:' && !isLoopbackName(url.hostname))
    throw new StartError({
      zh: `${name}=${text} 没有加密，登录凭据会被旁人看到；请用 https://（http:// 只限本机）。`,
      en: `${name}=${text} is not encrypted and would show how people sign in; use https:// (http:// only for this machine).`,
    })
  return text.replace(/\/+$/, '')
}

/** `中文 / English`, or one name for both. */
function readName(text: string | undefined, fallback: Sentence): Sentence {
  const [zh, en] = (text ?? '').split(' / ').map((part) => part.trim())
  return zh ? { zh, en: en || zh } : fallback
}

/** The other ways to sign in, out of environment variables; undefined where none is configured. Reads the files that
 *  `…_FILE` names. Throws `StartError` where one is half configured. */
export function readWaySettings(environment: Environment): WaySettings | undefined {
  const get = (name: string) => environment[name]?.trim() || undefined

  const getSecret = (name: string) => readSecretSetting(environment, name)?.trim() || undefined

  /** What a way needs, or undefined where nothing of it is set. */
  function getAll<Name extends string>(needed: readonly Name[], others: readonly string[]) {
    const values = needed.map((name) => [name, /SECRET$/.test(name) ? getSecret(name) : get(name)] as const)
    if (values.every(([, value]) => value === undefined) && others.every((name) => get(name) === undefined))
      return undefined
    const missing = values.filter(([, value]) => value === undefined).map(([name]) => name)
    if (missing.length > 0)
      throw new StartError({
        zh: `登录方式只配置了一半，还缺 ${missing.join('、')}；不用它就把同组的变量都去掉。`,
        en: `A way to sign in is half configured; ${missing.join(', ')} is missing. To do without it, unset all of its variables.`,
      })
    return Object.fromEntries(values) as Record<Name, string>
  }

  const oidc = getAll(
    ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'],
    ['OIDC_NAME', 'OIDC_ORIGINS', 'OIDC_SECOND_FACTOR'],
  )
  const wecom = getAll(
    ['WECOM_CORP_ID', 'WECOM_AGENT_ID', 'WECOM_SECRET'],
    ['WECOM_BASE_URL', 'WECOM_LOGIN_URL', 'WECOM_NAME'],
  )
  const dingtalk = getAll(
    ['DINGTALK_CLIENT_ID', 'DINGTALK_CLIENT_SECRET'],
    ['DINGTALK_BASE_URL', 'DINGTALK_LOGIN_URL', 'DINGTALK_NAME'],
  )
  if (!oidc && !wecom && !dingtalk) return undefined

  const origin = get('ONEGRID_ORIGIN')?.split(',')[0]?.trim()
  if (!origin)
    throw new StartError({
      zh: '配置了其他登录方式，还要设置 ONEGRID_ORIGIN：对方登录后让浏览器回到这个网址，如 https://grid.huize.gov.cn。',
      en: 'With another way to sign in, ONEGRID_ORIGIN is needed: people are sent back to it, as https://grid.huize.gov.cn.',
    })
  const secondFactor = get('OIDC_SECOND_FACTOR') ?? 'local'
  if (secondFactor !== 'local' && secondFactor !== 'provider')
    throw new StartError({
      zh: `OIDC_SECOND_FACTOR 应为 local 或 provider，现在是“${secondFactor}”。`,
      en: `OIDC_SECOND_FACTOR is to be local or provider; it is "${secondFactor}".`,
    })
  const places = (prefix: 'WECOM' | 'DINGTALK', open: { api: string; login: string }, path: string) => {
    const base = get(`${prefix}_BASE_URL`)
    const login = get(`${prefix}_LOGIN_URL`)
    return {
      baseUrl: readUrl(`${prefix}_BASE_URL`, base ?? open.api),
      loginUrl: readUrl(`${prefix}_LOGIN_URL`, login ?? `${(base ?? open.login).replace(/\/+$/, '')}${path}`),
    }
  }
  return {
    origin: new URL(readUrl('ONEGRID_ORIGIN', origin)).origin,
    ...(oidc && {
      oidc: {
        name: readName(get('OIDC_NAME'), { zh: '统一身份认证', en: 'Single sign-on' }),
        // As it is written: an issuer with a slash at its end is another one.
        issuer: readUrl('OIDC_ISSUER', oidc.OIDC_ISSUER) && oidc.OIDC_ISSUER,
        clientId: oidc.OIDC_CLIENT_ID,
        clientSecret: oidc.OIDC_CLIENT_SECRET,
        origins: (get('OIDC_ORIGINS')?.split(',') ?? []).map(
          (text) => new URL(readUrl('OIDC_ORIGINS', text.trim())).origin,
        ),
        replacesSecondFactor: secondFactor === 'provider',
      },
    }),
    ...(wecom && {
      wecom: {
        name: readName(get('WECOM_NAME'), { zh: '企业微信', en: 'WeCom' }),
        ...places('WECOM', publicWecom, '/wwopen/sso/qrConnect'),
        corpId: wecom.WECOM_CORP_ID,
        agentId: wecom.WECOM_AGENT_ID,
        secret: wecom.WECOM_SECRET,
      },
    }),
    ...(dingtalk && {
      dingtalk: {
        name: readName(get('DINGTALK_NAME'), { zh: '钉钉', en: 'DingTalk' }),
        ...places('DINGTALK', publicDingtalk, '/oauth2/auth'),
        clientId: dingtalk.DINGTALK_CLIENT_ID,
        clientSecret: dingtalk.DINGTALK_CLIENT_SECRET,
      },
    }),
  }
}

/** The lines of `--help` about them. */
export const wayHelp = `  OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET(_FILE)        OpenID Connect 登录 / sign in by OpenID Connect
  WECOM_CORP_ID, WECOM_AGENT_ID, WECOM_SECRET(_FILE)            企业微信、政务微信登录 / sign in by WeCom
  DINGTALK_CLIENT_ID, DINGTALK_CLIENT_SECRET(_FILE)             钉钉登录 / sign in by DingTalk
                  详见 README / more in README`
