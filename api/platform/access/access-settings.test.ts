import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { StartError } from '#api/platform/process/start-error.ts'
import { readAccessSettings, readSecretSettings } from './access-settings.ts'

const here = { origin: undefined, port: 8787, isTls: false, beyond: null }

it('needs no setting, and takes cookies over TLS where browsers come by https', () => {
  expect(readAccessSettings({ ONEGRID_SECRET: '' }, here)).toEqual({
    origin: 'http://127.0.0.1:8787',
    secret: undefined,
    allowsDemo: true,
    demoPassword: undefined,
  })
  const origin = 'https://grid.huize.gov.cn'
  expect(readAccessSettings({}, { ...here, origin }).origin).toBe(origin)
  expect(readAccessSettings({}, { ...here, isTls: true }).origin).toBe('https://127.0.0.1:8787')
  expect(readAccessSettings({ ONEGRID_IDLE_MINUTES: '5', ONEGRID_PASSWORD_DAYS: '0' }, here)).toMatchObject({
    idleMinutes: 5,
    passwordDays: 0,
  })
})

it('names what is wrong, and shows no secret', () => {
  for (const [name, value] of [
    ['ONEGRID_SECRET', 'too-short-a-secret'],
    ['ONEGRID_SECRET_FORMER', 'too-short-a-secret,and-so'],
    ['ONEGRID_IDLE_MINUTES', '0'],
    ['ONEGRID_PASSWORD_DAYS', '-1'],
    ['ONEGRID_DEMO_PASSWORD', 'short-one'],
  ] as const) {
    const read = () => readAccessSettings({ [name]: value }, here)
    expect(read).toThrow(StartError)
    expect(read).toThrow(name)
    if (value.length > 2) expect(read).not.toThrow(value)
  }
})

it('takes secrets of before, several with commas, of which one may hold a comma itself', () => {
  const [one, other] = ['a'.repeat(40), 'b'.repeat(32)]
  const read = (text: string) => readAccessSettings({ ONEGRID_SECRET_FORMER: text }, here).formerSecrets
  expect(read(one)).toEqual([one])
  expect(read(`${one}, ${other}`)).toEqual([`${one}, ${other}`, one, other])
  expect(read(`${one},b`)).toEqual([`${one},b`])
  expect(readSecretSettings({ ONEGRID_SECRET_FORMER: one, ONEGRID_IDLE_MINUTES: 'x' })).toEqual({
    formerSecrets: [one],
  })
})

it('reads a secret out of a file, and says of the file what is wrong with it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'onegrid-secret-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const write = (text: string) => {
    writeFileSync(join(folder, 'secret'), text)
    return join(folder, 'secret')
  }
  const [one, other] = ['a'.repeat(40), 'b'.repeat(32)]
  expect(readAccessSettings({ ONEGRID_SECRET_FILE: write(`${one}\n`) }, here).secret).toBe(one)
  expect(readSecretSettings({ ONEGRID_SECRET_FORMER_FILE: write(`${other}\n`), ONEGRID_SECRET: one })).toEqual({
    secret: one,
    formerSecrets: [other],
  })
  const read = (environment: Record<string, string>) => () => readSecretSettings(environment)
  expect(read({ ONEGRID_SECRET_FILE: write('too-short') })).toThrow('32')
  expect(read({ ONEGRID_SECRET_FILE: write('too-short') })).not.toThrow('too-short')
  expect(read({ ONEGRID_SECRET_FILE: write(' \n') })).toThrow(/empty/)
  expect(read({ ONEGRID_SECRET_FILE: join(folder, 'absent') })).toThrow(/cannot be read/)
  expect(read({ ONEGRID_SECRET_FILE: write(one), ONEGRID_SECRET: other })).toThrow(/not both/)
})

it('has no demonstration password beyond this machine', () => {
  const beyond = { ...here, beyond: 'HOST=0.0.0.0' }
  expect(readAccessSettings({}, beyond).allowsDemo).toBe(false)
  const read = () => readAccessSettings({ ONEGRID_DEMO_PASSWORD: 'county-of-huize-2026' }, beyond)
  expect(read).toThrow(/ONEGRID_DEMO_PASSWORD.*0\.0\.0\.0/)
})
