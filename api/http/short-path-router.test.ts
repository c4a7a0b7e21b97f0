import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { ShortPathRouter } from './short-path-router.ts'

const app = new Hono({ router: new ShortPathRouter(['/tiles/']) })
  .get('/tiles/:x', (c) => c.text(`tile ${c.req.param('x')}`))
  .get('/api/grids/metrics/:metric', (c) => c.text(`metric ${c.req.param('metric')}`))
  .get('/api/grids/:code', (c) => c.text(`grid ${c.req.param('code')}`))
  .get('*', (c) => c.text('file'))

const ask = async (path: string) => {
  const answer = await app.request(path)
  return answer.status === 200 ? await answer.text() : answer.status
}

describe('the two routers of the application', () => {
  it.each([
    ['/tiles/7', 'tile 7'],
    ['/api/grids/530326', 'grid 530326'],
    ['/api/grids/metrics/density', 'metric density'],
    ['/index.html', 'file'],
    // What begins like a tile is a tile or nothing.
    ['/tiles/7/8', 404],
  ])('%s is answered by its route', async (path, expected) => {
    expect(await ask(path)).toBe(expected)
  })
})
