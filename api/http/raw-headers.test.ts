import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { findRawHeader, readHeader } from './raw-headers.ts'

const rawHeaders = ['Host', 'localhost:8787', 'Accept-Encoding', 'gzip', 'accept-encoding', 'br']

describe('a header read as it came', () => {
  it('is found whatever its letters, several of one name joined', () => {
    expect(findRawHeader({ rawHeaders }, 'host')).toBe('localhost:8787')
    expect(findRawHeader({ rawHeaders }, 'accept-encoding')).toBe('gzip, br')
    expect(findRawHeader({ rawHeaders }, 'if-none-match')).toBeUndefined()
  })

  it('is the same with a socket and without', async () => {
    const app = new Hono().get('/', (c) => c.text(readHeader(c, 'host') ?? 'none'))
    const headers = { host: 'elsewhere' }
    expect(await (await app.request('/', { headers })).text()).toBe('elsewhere')
    expect(await (await app.request('/', { headers }, { incoming: { rawHeaders } })).text()).toBe('localhost:8787')
  })
})
