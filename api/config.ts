import { z } from 'zod'
import { StartError } from './db/start-error.ts'

export type Config = {
  host: string
  port: number
  databaseUrl: string | undefined
  dataFolder: string
  county: string
}

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)

/** An empty variable is one that is not set: `PORT= npm start`. */
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
  DATABASE_URL: z.preprocess((value) => (value === '' ? undefined : value), z.string().optional()),
  ONEGRID_DATA: z.preprocess(orDefault('./.onegrid'), z.string()),
  ONEGRID_COUNTY: z.preprocess(orDefault('530326'), z.string().regex(/^\d{6}$/)),
})

const expectations: Record<string, { zh: string; en: string }> = {
  PORT: { zh: 'PORT 应为 1 到 65535 的整数', en: 'PORT is to be a whole number from 1 to 65535' },
  ONEGRID_COUNTY: {
    zh: 'ONEGRID_COUNTY 应为 6 位数字的县级编码',
    en: "ONEGRID_COUNTY is to be a county's code of six digits",
  },
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
  if (!isLoopback(data.HOST))
    throw new StartError({
      zh: `HOST=${data.HOST} 会让其他机器访问，而系统还没有登录功能；请只用 127.0.0.1、::1 或 localhost。`,
      en: `HOST=${data.HOST} would open the system to other machines, and nobody can sign in yet; use 127.0.0.1, ::1 or localhost.`,
    })
  return {
    host: data.HOST,
    port: data.PORT,
    databaseUrl: data.DATABASE_URL,
    dataFolder: data.ONEGRID_DATA,
    county: data.ONEGRID_COUNTY,
  }
}

/** The lines of `--help` about the environment; the database ones alone serve tools that do not listen. */
export const listenHelp = `  HOST            监听地址，目前只能是本机 / where to listen, loopback only for now  [127.0.0.1]
  PORT            端口 / port  [8787]`
export const databaseHelp = `  DATABASE_URL    postgres://…，PostgreSQL + PostGIS ≥ 3.3；不设则用内嵌数据库 / absent: the embedded database
  ONEGRID_DATA    内嵌数据库的目录 / folder of the embedded database  [./.onegrid]
  ONEGRID_COUNTY  县级编码 / code of the county  [530326]`
