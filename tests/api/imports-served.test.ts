import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { request as ask, type IncomingMessage, type Server } from 'node:http'
import { json } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ImportSummary } from '#api/ground/imports/imports.contract.ts'
import { importLimits } from '#api/ground/imports/imports.service.ts'
import type { Problem } from '#api/platform/http/problem.ts'
import { aForm, openImportApp } from '../support/import-app.ts'

// Over a socket, as a browser sends files.

let opened: Awaited<ReturnType<typeof openImportApp>>
beforeAll(async () => {
  opened = await openImportApp()
})
afterAll(() => opened?.close())

async function withServer(limits: typeof importLimits, use: (url: string) => Promise<void>) {
  const { url, close } = await opened.serve({ importLimits: limits })
  try {
    await use(url)
  } finally {
    await close()
  }
}

it('answers an upload that is too large while it is being sent', () =>
  withServer({ ...importLimits, bytes: 100_000 }, async (url) => {
    // Less than what is read of a refused upload.
    const form = aForm({ 'big.geojson': 'x'.repeat(350_000) })
    for (let time = 0; time < 5; time++) {
      const answer = await fetch(`${url}api/imports`, { method: 'POST', body: form })
      expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([413, 'too_large'])
    }
  }))

it('answers a sender who has fallen silent when somebody cancels the import', () =>
  withServer(importLimits, async (url) => {
    const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
    const sending = ask(`${url}api/imports`, { method: 'POST', headers, agent: false })
    sending.write('--x\r\nContent-Disposition: form-data; name="files"; filename="grids.geojson"\r\n\r\n{')
    const answering = once(sending, 'response') as Promise<[IncomingMessage]>
    const list = async () => {
      const { items } = (await (await fetch(`${url}api/imports`)).json()) as { items: ImportSummary[] }
      return items.filter(({ state }) => state === 'waiting')
    }
    await expect.poll(async () => (await list()).length).toBe(1)
    const [{ id }] = (await list()) as [ImportSummary]
    expect((await fetch(`${url}api/imports/${id}`, { method: 'DELETE' })).status).toBe(204)
    const [answer] = await answering
    expect([answer.statusCode, ((await json(answer)) as Problem).code]).toEqual([409, 'import_ended'])
    sending.destroy()
  }))

it('ends an upload whose bytes drip, and writes nothing of it', () =>
  withServer({ ...importLimits, slowest: { bytes: 1_000, milliseconds: 500 } }, async (url) => {
    const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
    const sending = ask(`${url}api/imports`, { method: 'POST', headers, agent: false })
    sending.write('--x\r\nContent-Disposition: form-data; name="files"; filename="grids.geojson"\r\n\r\n{')
    const drip = setInterval(() => sending.write(' '), 50)
    const [answer] = (await once(sending, 'response')) as [IncomingMessage]
    clearInterval(drip)
    expect([answer.statusCode, ((await json(answer)) as Problem).code]).toEqual([408, 'too_slow'])
    sending.destroy()
    const { items } = (await (await fetch(`${url}api/imports`)).json()) as { items: ImportSummary[] }
    expect(items.filter(({ state }) => state !== 'cancelled')).toEqual([])
  }))

it('gives files as long to arrive as an import may take, and headers twenty seconds', () =>
  withServer(importLimits, async (url) => {
    let seen: Server | undefined
    const look = (message: unknown) => {
      seen = (message as { server: Server }).server
    }
    subscribe('http.server.request.start', look)
    try {
      await fetch(`${url}api/healthz`)
    } finally {
      unsubscribe('http.server.request.start', look)
    }
    expect([seen?.requestTimeout, seen?.headersTimeout]).toEqual([importLimits.milliseconds, 20_000])
  }))
