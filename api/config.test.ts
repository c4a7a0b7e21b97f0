import { expect, it } from 'vitest'
import { readConfig } from './config.ts'
import { StartError } from './db/start-error.ts'

it('needs no setting at all', () => {
  expect(readConfig({ PORT: '', UNRELATED: 'x' })).toEqual({
    host: '127.0.0.1',
    port: 8787,
    databaseUrl: undefined,
    dataFolder: './.onegrid',
    county: '530326',
  })
})

it('listens on this machine only, until people can sign in', () => {
  for (const HOST of ['localhost', '127.0.0.1', '127.1.2.3', '::1']) expect(readConfig({ HOST }).host).toBe(HOST)
  for (const HOST of ['0.0.0.0', '::', '192.168.1.5', 'onegrid.example', '127.0.0.1.example'])
    expect(() => readConfig({ HOST })).toThrow(StartError)
})

it('names the setting that is wrong and what it is', () => {
  for (const [name, value] of [
    ['PORT', 'http'],
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['ONEGRID_COUNTY', '5303'],
    ['ONEGRID_COUNTY', "530326'; --"],
  ] as const) {
    const read = () => readConfig({ [name]: value })
    expect(read).toThrow(StartError)
    expect(read).toThrow(name)
    expect(read).toThrow(value)
  }
})
