import { z } from 'zod'
import { StartError } from '#api/platform/process/start-error.ts'
import type { AccessSettings } from './create-access.ts'
import type { GivenSecrets } from './load-secrets.ts'
import { findPasswordFault } from './password-rules.contract.ts'
import { readSecretSetting } from './secret-setting.ts'

const number = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most))
    .optional()

const leastSecret = 32

/** One secret, or several with commas. A comma may stand in one as well: then a part is shorter than any secret, or all are
 *  tried, the whole among them. */
function splitSecrets(text: string): string[] {
  const parts = text.split(',').map((part) => part.trim())
  return parts.every((part) => part.length >= leastSecret) ? [...new Set([text, ...parts])] : [text]
}

const secretsSchema = z.object({
  ONEGRID_SECRET: z.string().min(leastSecret).optional(),
  ONEGRID_SECRET_FORMER: z.string().min(leastSecret).transform(splitSecrets).optional(),
})
const secretNames = Object.keys(secretsSchema.shape)
const schema = z.object({
  ...secretsSchema.shape,
  ONEGRID_IDLE_MINUTES: number(1, 720),
  ONEGRID_PASSWORD_DAYS: number(0, 3650),
})

const expectations: Record<string, { zh: string; en: string }> = {
  ONEGRID_SECRET: { zh: 'ONEGRID_SECRET 至少 32 个字符', en: 'ONEGRID_SECRET has at least 32 characters' },
  ONEGRID_SECRET_FORMER: {
    zh: 'ONEGRID_SECRET_FORMER 应为以前的 ONEGRID_SECRET，每个至少 32 个字符，多个用逗号隔开',
    en: 'ONEGRID_SECRET_FORMER is to be a former ONEGRID_SECRET of at least 32 characters, or several with commas',
  },
  ONEGRID_IDLE_MINUTES: {
    zh: 'ONEGRID_IDLE_MINUTES 应为 1 到 720 的整数',
    en: 'ONEGRID_IDLE_MINUTES is to be a whole number from 1 to 720',
  },
  ONEGRID_PASSWORD_DAYS: {
    zh: 'ONEGRID_PASSWORD_DAYS 应为 0（不过期）到 3650 的整数',
    en: 'ONEGRID_PASSWORD_DAYS is to be a whole number from 0 (never) to 3650',
  },
}

/** Reads settings and the files that `…_FILE` names; an empty setting is one that is not set. Throws `StartError`, in whose sentence is no value. */
function read<Shape extends z.ZodType>(
  wanted: Shape,
  environment: Record<string, string | undefined>,
): z.output<Shape> {
  const secrets = secretNames.map((name) => [name, readSecretSetting(environment, name)])
  const given = Object.fromEntries([...Object.entries(environment), ...secrets].filter(([, value]) => value !== ''))
  const { data, error } = wanted.safeParse(given)
  if (error) {
    const { zh, en } = expectations[String(error.issues[0]?.path[0])] ?? { zh: '设置不对', en: 'a setting is wrong' }
    throw new StartError({ zh: `${zh}。`, en: `${en}.` })
  }
  return data as z.output<Shape>
}

const toSecrets = (data: z.output<typeof secretsSchema>): GivenSecrets => ({
  secret: data.ONEGRID_SECRET,
  ...(data.ONEGRID_SECRET_FORMER && { formerSecrets: data.ONEGRID_SECRET_FORMER }),
})

/** The secrets alone, for a tool that looks at what is encrypted. Throws `StartError`. */
export const readSecretSettings = (environment: Record<string, string | undefined>): GivenSecrets =>
  toSecrets(read(secretsSchema, environment))

/** What of the environment is about signing in. Secrets are in no sentence. Throws `StartError`. */
export function readAccessSettings(
  environment: Record<string, string | undefined>,
  from: { origin: string | undefined; port: number; isTls: boolean; beyond: string | null },
): Partial<AccessSettings> & { demoPassword: string | undefined } {
  const data = read(schema, environment)
  const demoPassword = environment.ONEGRID_DEMO_PASSWORD || undefined
  const { origin, port, isTls, beyond } = from
  if (demoPassword !== undefined && beyond)
    throw new StartError({
      zh: `ONEGRID_DEMO_PASSWORD 只能用于本机，而 ${beyond} 会让其他机器访问；请去掉其中一个。`,
      en: `ONEGRID_DEMO_PASSWORD is for this machine alone, and ${beyond} opens the system to others; take one of them out.`,
    })
  const fault = demoPassword === undefined ? undefined : findPasswordFault(demoPassword, { username: '' })
  if (fault)
    throw new StartError({ zh: `ONEGRID_DEMO_PASSWORD：${fault.zh}`, en: `ONEGRID_DEMO_PASSWORD: ${fault.en}` })
  // What browsers call the server decides whether cookies may go without TLS.
  return {
    origin: origin ?? `${isTls ? 'https' : 'http'}://127.0.0.1:${port}`,
    ...toSecrets(data),
    ...(data.ONEGRID_IDLE_MINUTES !== undefined && { idleMinutes: data.ONEGRID_IDLE_MINUTES }),
    ...(data.ONEGRID_PASSWORD_DAYS !== undefined && { passwordDays: data.ONEGRID_PASSWORD_DAYS }),
    allowsDemo: beyond === null,
    demoPassword,
  }
}

/** What concerns a tool as well that looks at what is encrypted. */
export const secretHelp = `  ONEGRID_SECRET         签名和加密用的密钥，默认自动生成并存于库中 / signs cookies, encrypts second factors; absent: kept in the database
  ONEGRID_SECRET_FORMER  以前的密钥，多个用逗号隔开 / former ones with commas, to read what was encrypted under them
  …_FILE                 上面两项也可各放在文件里 / each of the two can stand in a file that this names`
/** The lines of `--help` about signing in. */
export const accessHelp = `  ONEGRID_IDLE_MINUTES   无人操作多少分钟后自动退出 / minutes without anybody doing anything until a session ends  [30]
  ONEGRID_PASSWORD_DAYS  密码多少天后须更换，0 为不过期 / days until a password has to be changed, 0: never  [90]
${secretHelp}
  ONEGRID_DEMO_PASSWORD  全部演示账户的密码，仅限本机 / one password for all demo accounts, on this machine alone`
