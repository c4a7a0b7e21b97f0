import { join } from 'node:path'
import { z } from 'zod'
import { type DigestName, digestNames } from './platform/backup/digest.ts'
import { type ProxyTrust, parseProxyTrust } from './platform/http/client-address.ts'
import type { KeyPairPaths } from './platform/http/key-pair.ts'
import { defaultRateLimits } from './platform/http/rate-limit.ts'
import { StartError } from './platform/process/start-error.ts'

export type Config = {
  host: string
  port: number
  databaseUrl: string | undefined
  dataFolder: string
  /** Of the photos of incidents. */
  photosFolder: string
  county: string
  /** Files of a certificate and its key. Null: no TLS here. */
  tls: KeyPairPaths | null
  /** Null: nothing a request says of where it comes from is believed. */
  trustProxy: ProxyTrust | null
  /** What people type to get here, as `https://grid.huize.gov.cn`, beside the names of this machine. */
  origins: string[]
  /** Of backups. */
  digest: DigestName
  /** Requests a minute of one account; 0: as many as it likes. */
  rateLimit: number
}

/** Where photos are when nothing else is said. */
export const photosFolderOf = (dataFolder: string): string => join(dataFolder, 'photos')

export const isLoopback = (host: string) => host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)

/** Scheme, name and port as a browser writes them, and nothing behind. */
const isOrigin = (text: string) =>
  /^https?:\/\/[^/?#]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text

/** The setting by which other machines come in, for sentences; null where none does. A proxy in front of a server that
 *  listens on its own machine opens it as well. Pure. */
export function openedBy({
  host,
  origins,
  trustProxy,
}: Pick<Config, 'host' | 'origins' | 'trustProxy'>): string | null {
  if (!isLoopback(host)) return `HOST=${host}`
  const origin = origins.find((text) => !isLoopback(new URL(text).hostname.replace(/^\[|\]$/g, '')))
  return origin ? `ONEGRID_ORIGIN=${origin}` : trustProxy ? 'TRUST_PROXY' : null
}

/** An empty variable is one that is not set: `PORT= npm start`. */
const orUndefined = (value: unknown) => (value === '' ? undefined : value)
const orDefault = (fallback: string) => (value: unknown) => (value === undefined || value === '' ? fallback : value)

const schema = z.object({
  HOST: z.preprocess(orDefault('127.0.0.1'), z.string()),
  PORT: z.preprocess(
    orDefault('8787'),
    z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .pipe(z.number().min(1).max(65_535)),
  ),
  DATABASE_URL: z.preprocess(orUndefined, z.string().optional()),
  ONEGRID_DATA: z.preprocess(orDefault('./.onegrid'), z.string()),
  ONEGRID_PHOTOS: z.preprocess(orUndefined, z.string().optional()),
  ONEGRID_RATE_LIMIT: z.preprocess(
    orDefault(String(defaultRateLimits.account)),
    z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number),
  ),
  ONEGRID_COUNTY: z.preprocess(orDefault('530326'), z.string().regex(/^\d{6}$/)),
  ONEGRID_ORIGIN: z.preprocess(
    orDefault(''),
    z.string().transform((text, context) => {
      const origins = text === '' ? [] : text.split(',').map((part) => part.trim())
      if (!origins.every(isOrigin)) context.addIssue({ code: 'custom' })
      return origins
    }),
  ),
  TLS_CERT: z.preprocess(orUndefined, z.string().optional()),
  TLS_KEY: z.preprocess(orUndefined, z.string().optional()),
  TRUST_PROXY: z.preprocess(
    orUndefined,
    z
      .string()
      .optional()
      .transform((text, context) => {
        const trust = text === undefined ? null : parseProxyTrust(text)
        if (trust === undefined) context.addIssue({ code: 'custom' })
        return trust ?? null
      }),
  ),
  ONEGRID_DIGEST: z.preprocess(orDefault('sha256'), z.enum(digestNames)),
})

const expectations: Record<string, { zh: string; en: string }> = {
  PORT: { zh: 'PORT 应为 1 到 65535 的整数', en: 'PORT is to be a whole number from 1 to 65535' },
  ONEGRID_RATE_LIMIT: {
    zh: 'ONEGRID_RATE_LIMIT 应为每分钟的请求数，0 表示不限',
    en: 'ONEGRID_RATE_LIMIT is to be a number of requests a minute, 0 for no limit',
  },
  ONEGRID_COUNTY: {
    zh: 'ONEGRID_COUNTY 应为 6 位数字的县级编码',
    en: "ONEGRID_COUNTY is to be a county's code of six digits",
  },
  ONEGRID_ORIGIN: {
    zh: 'ONEGRID_ORIGIN 应为网址的开头，如 https://grid.huize.gov.cn（小写，末尾没有斜杠），可用逗号写多个',
    en: 'ONEGRID_ORIGIN is to be the start of an address, as https://grid.huize.gov.cn (lower case, no slash behind), or several with commas',
  },
  TRUST_PROXY: {
    zh: 'TRUST_PROXY 应为代理的层数（1 到 10），或各代理的 IP 地址或网段，用逗号隔开',
    en: 'TRUST_PROXY is to be the number of proxies (1 to 10), or their addresses or networks with commas',
  },
  ONEGRID_DIGEST: { zh: 'ONEGRID_DIGEST 应为 sha256 或 sm3', en: 'ONEGRID_DIGEST is to be sha256 or sm3' },
}

/** Reads the settings out of environment variables. Throws `StartError` naming the one that is wrong. Pure. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const { data, error } = schema.safeParse(environment)
  if (!data) {
    const name = String(error.issues[0]?.path[0])
    const { zh, en } = expectations[name] ?? { zh: `${name} 的值不对`, en: `${name} is wrong` }
    const given = environment[name]
    throw new StartError({ zh: `${zh}，现在是“${given}”。`, en: `${en}; it is "${given}".` })
  }
  const { TLS_CERT: certPath, TLS_KEY: keyPath } = data
  if ((certPath === undefined) !== (keyPath === undefined))
    throw new StartError({
      zh: `TLS_CERT 和 TLS_KEY 要一起设置，现在只有 ${certPath ? 'TLS_CERT' : 'TLS_KEY'}。`,
      en: `TLS_CERT and TLS_KEY go together; only ${certPath ? 'TLS_CERT' : 'TLS_KEY'} is set.`,
    })
  return {
    host: data.HOST,
    port: data.PORT,
    databaseUrl: data.DATABASE_URL,
    dataFolder: data.ONEGRID_DATA,
    photosFolder: data.ONEGRID_PHOTOS ?? photosFolderOf(data.ONEGRID_DATA),
    county: data.ONEGRID_COUNTY,
    tls: certPath && keyPath ? { certPath, keyPath } : null,
    trustProxy: data.TRUST_PROXY,
    origins: data.ONEGRID_ORIGIN,
    digest: data.ONEGRID_DIGEST,
    rateLimit: data.ONEGRID_RATE_LIMIT,
  }
}

/** The lines of `--help` about the environment; the database ones alone serve tools that do not listen. */
export const listenHelp = `  HOST            监听地址；超出本机时不能有演示账户，并须设 ONEGRID_ORIGIN / where to listen; beyond this machine without demo accounts, and with ONEGRID_ORIGIN  [127.0.0.1]
  PORT            端口 / port  [8787]
  ONEGRID_ORIGIN  浏览器里的网址，如 https://grid.huize.gov.cn / what people type to get here, behind a proxy or by TLS
  TLS_CERT        证书链文件（PEM）/ file with the certificate and its chain; with TLS_KEY: HTTPS and HTTP/2
  TLS_KEY         私钥文件（PEM）/ file with its key
  TRUST_PROXY     前面代理的层数，或其地址 / how many proxies stand before this, or their addresses  [none]
  ONEGRID_RATE_LIMIT  每个账号每分钟的请求数，0 不限 / requests a minute per account, 0: no limit  [60000]`
/** Names of the variables above: what only concerns a process that listens. */
export const listenVariables = [
  'HOST',
  'PORT',
  'ONEGRID_ORIGIN',
  'TLS_CERT',
  'TLS_KEY',
  'TRUST_PROXY',
  'ONEGRID_RATE_LIMIT',
] as const
export const databaseHelp = `  DATABASE_URL    postgres://…，PostgreSQL + PostGIS ≥ 3.3；不设则用内嵌数据库 / absent: the embedded database
  ONEGRID_DATA    内嵌数据库的目录 / folder of the embedded database  [./.onegrid]
  ONEGRID_PHOTOS  照片的目录，多个进程须共用 / folder of the photos, the same for all processes  [ONEGRID_DATA/photos]
  ONEGRID_COUNTY  县级编码 / code of the county  [530326]
  ONEGRID_DIGEST  备份的摘要算法 / digest of backups: sha256 | sm3  [sha256]`
