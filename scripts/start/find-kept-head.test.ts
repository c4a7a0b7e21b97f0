import { expect, it } from 'vitest'
import { findKeptHead } from './find-kept-head.ts'

const [a, b] = ['a'.repeat(64), 'B'.repeat(64)]

it.each<[string, string, ReturnType<typeof findKeptHead>]>([
  ['what the command head prints', `17 sha256:${a}\n`, { seq: 17, hash: `sha256:${a}` }],
  ['a hash alone', a, { hash: `sha256:${a}` }],
  [
    'the same behind the lines of npm',
    `\n> onegrid@0.2.0 audit\n> node scripts/run.mjs audit head\n\n17 hmac-sm3:${a}\n`,
    { seq: 17, hash: `hmac-sm3:${a}` },
  ],
  ['the last of several', `17 sha256:${a}\r\n18 sha256:${b}\r\n\r\n`, { seq: 18, hash: `sha256:${b.toLowerCase()}` }],
  ['nothing in a file of something else', `no head ${a}\n> onegrid audit\n`, undefined],
  ['nothing in an empty file', '', undefined],
])('is %s', (_, text, expected) => expect(findKeptHead(text)).toEqual(expected))
