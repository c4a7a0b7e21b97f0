import { expect, it } from 'vitest'
import { expireCookie, pickCookie, readSignedCookie } from './cookies.ts'

it('finds one cookie among others, by its whole name', () => {
  const header = 'a=1; xonegrid.session=2;onegrid.session=3=; onegrid.session.more=4'
  expect(pickCookie(header, 'onegrid.session')).toBe('onegrid.session=3=')
  expect(pickCookie(header, 'session')).toBeUndefined()
  expect(pickCookie(undefined, 'a')).toBeUndefined()
})

it('reads nothing that is not signed', async () => {
  for (const header of [undefined, 'a=1', 'a=token.', 'a=token.AAAA', 'a=', 'b=1'])
    expect(await readSignedCookie(header, 'a', 'secret')).toBeUndefined()
})

it('makes a browser forget a cookie', () => {
  expect(expireCookie('a', { secure: true, path: '/' })).toBe(
    'a=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Strict',
  )
})
