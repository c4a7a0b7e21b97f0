import { expect, it } from 'vitest'
import { isLoopbackHost } from './trusted-host.ts'

it.each(['localhost', 'localhost:8787', '127.0.0.1:8787', '127.8.9.1', '[::1]:80', 'LOCALHOST:1', undefined])(
  'serves %s',
  (host) => expect(isLoopbackHost(host)).toBe(true),
)

it.each([
  'evil.example',
  'evil.example:8787',
  '127.0.0.1.evil.example',
  'localhost.evil.example:80',
  '10.0.0.1',
  '',
  'x@127.0.0.1',
])('refuses %s', (host) => expect(isLoopbackHost(host)).toBe(false))
