import { expect, it } from 'vitest'
import { createClockWatch } from './seal-entries.ts'
import { readSyslogAddress } from './syslog-connection.ts'

it('tells a jump of the clock until it is back, and follows a slow correction', () => {
  let monotonicMs = 0
  const watch = createClockWatch(() => monotonicMs)
  const start = Date.UTC(2026, 2, 1)
  const look = (afterMs: number, aheadMs: number) => {
    monotonicMs += afterMs
    return watch(new Date(start + monotonicMs + aheadMs).toISOString())
  }
  expect([look(0, 0), look(60_000, 900), look(60_000, 1_700)]).toEqual([0, 0, 0])
  const hour = 3_600_000
  expect([look(1_000, hour), look(60_000, hour), look(600_000, hour)].every((jump) => jump > hour - 3_000)).toBe(true)
  expect(look(1_000, 1_700)).toBe(0)
  expect(look(1_000, -86_400_000)).toBeLessThan(-86_000_000)
  expect(look(1_000, 1_700)).toBe(0)
})

it.each([
  ['', undefined],
  ['udp://siem.local', { kind: 'udp', host: 'siem.local', port: 514 }],
  ['tcp://[::1]:6514', { kind: 'tcp', host: '::1', port: 6514 }],
  ['unix:///run/log.sock', { kind: 'unix', path: '/run/log.sock' }],
])('reads where to send rows to: %s', (text, address) => {
  expect(readSyslogAddress({ ONEGRID_SYSLOG: text })).toEqual(address)
})

it.each(['siem.local', 'http://siem.local', 'unix://host/path', 'tcp://', 'udp://h:99999'])(
  'refuses %s as a place to send rows to',
  (text) => {
    expect(() => readSyslogAddress({ ONEGRID_SYSLOG: text })).toThrow(/ONEGRID_SYSLOG is to be like/)
  },
)
