import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadStaticFiles, sendStaticFile } from './static-files.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onegrid-static-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<p>map</p>')
  await writeFile(join(folder, 'assets/app-1a2b.js'), 'let grid = 1')
  await writeFile(join(folder, 'assets/app-1a2b.js.br'), brotliCompressSync('let grid = 1'))
  await writeFile(join(folder, 'assets/app-1a2b.js.gz'), gzipSync('let grid = 1'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function appOver() {
  const files = await loadStaticFiles(folder)
  return new Hono().get('*', (c) => {
    const file = files.find(c.req.path)
    return file ? sendStaticFile(c, file) : c.notFound()
  })
}

describe('static files', () => {
  it('sends the encoding the browser accepts, brotli first', async () => {
    const app = await appOver()
    const encodingFor = async (accepted: string) =>
      (await app.request('/assets/app-1a2b.js', { headers: { 'accept-encoding': accepted } })).headers.get(
        'content-encoding',
      )
    expect(await encodingFor('gzip, deflate, br')).toBe('br')
    expect(await encodingFor('gzip')).toBe('gzip')
    expect(await encodingFor('br;q=0, gzip')).toBe('gzip')
    expect(await encodingFor('identity')).toBeNull()
  })

  it('keeps files with a hash in their name for ever and asks again for the page', async () => {
    const app = await appOver()
    expect((await app.request('/assets/app-1a2b.js')).headers.get('cache-control')).toContain('immutable')
    const page = await app.request('/index.html')
    expect(page.headers.get('cache-control')).toBe('no-cache')
    const tag = page.headers.get('etag') ?? ''
    // A proxy on the way weakens a tag and may send several.
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`])
      expect((await app.request('/index.html', { headers: { 'if-none-match': known } })).status).toBe(304)
  })

  it('never leaves its folder', async () => {
    const app = await appOver()
    for (const path of ['/../package.json', '/..%2fpackage.json', '/assets/../../etc/passwd'])
      expect((await app.request(path)).status).toBe(404)
  })

  it('holds nothing where nothing was built', async () => {
    expect((await loadStaticFiles(join(folder, 'absent'))).count).toBe(0)
  })
})
