import { z } from 'zod'
import { StartError } from '#api/start-error.ts'
import type { AccessSettings } from './create-access.ts'
import { findPasswordFault } from './password-rules.contract.ts'

const number = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most))
    .optional()

const schema = z.object({
  ONEGRID_SECRET: z.string().min(32).optional(),
  ONEGRID_IDLE_MINUTES: number(1, 720),
  ONEGRID_PASSWORD_DAYS: number(0, 3650),
})

const expectations: Record<string, { zh: string; en: string }> = {
  ONEGRID_SECRET: { zh: 'ONEGRID_SECRET 至少 32 个字符', en: 'ONEGRID_SECRET has at least 32 characters' },
  ONEGRID_IDLE_MINUTES: {
    zh: 'ONEGRID_IDLE_MINUTES 应为 1 到 720 的整数',
    en: 'ONEGRID_IDLE_MINUTES is to be a whole number from 1 to 720',
  },
  ONEGRID_PASSWORD_DAYS: {
    zh: 'ONEGRID_PASSWORD_DAYS 应为 0（不过期）到 3650 的整数',
    en: 'ONEGRID_PASSWORD_DAYS is to be a whole number from 0 (never) to 3650',
  },
}

/** What of the environment is about signing in. Secrets are in no sentence. Throws `StartError`. Pure. */
export function readAccessSettings(
  environment: Record<string, string | undefined>,
  from: { origin: string | undefined; port: number; isTls: boolean; beyond: string | null },
): Partial<AccessSettings> & { demoPassword: string | undefined } {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const { data, error } = schema.safeParse(given)
  if (!data) {
    const { zh, en } = expectations[String(error.issues[0]?.path[0])] ?? { zh: '设置不对', en: 'a setting is wrong' }
    throw new StartError({ zh: `${zh}。`, en: `${en}.` })
  }
  const demoPassword = given.ONEGRID_DEMO_PASSWORD
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
    secret: data.ONEGRID_SECRET,
    ...(data.ONEGRID_IDLE_MINUTES !== undefined && { idleMinutes: data.ONEGRID_IDLE_MINUTES }),
    ...(data.ONEGRID_PASSWORD_DAYS !== undefined && { passwordDays: data.ONEGRID_PASSWORD_DAYS }),
    allowsDemo: beyond === null,
    demoPassword,
  }
}

/** The lines of `--help` about it. */
export const accessHelp = `  ONEGRID_IDLE_MINUTES   无人操作多少分钟后自动退出 / minutes without anybody doing anything until a session ends  [30]
  ONEGRID_PASSWORD_DAYS  密码多少天后须更换，0 为不过期 / days until a password has to be changed, 0: never  [90]
  ONEGRID_SECRET         签名和加密用的密钥，默认自动生成并存于库中 / signs cookies; absent: made once, kept in the database
  ONEGRID_DEMO_PASSWORD  全部演示账户的密码，仅限本机 / one password for all demo accounts, on this machine alone`
