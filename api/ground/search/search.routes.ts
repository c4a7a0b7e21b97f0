import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { validate } from '#api/platform/http/validate.ts'
import { searchAnswer, searchQuery } from './search.contract.ts'
import type { SearchService } from './search.service.ts'

export const searchRoutes = (search: SearchService) =>
  new Hono<AccessEnv>().get(
    '/',
    describeRoute({
      tags: ['search'],
      summary: '按名称、拼音、首字母、编码或经纬度查找 / Find by name, pinyin, initials, code or lng,lat; best first',
      responses: {
        200: jsonAnswer('Matches', searchAnswer),
      },
    }),
    validate('query', searchQuery),
    async (c) => {
      const { q, limit } = c.req.valid('query')
      c.header('Cache-Control', 'no-cache')
      return c.json({ ...(await search.find(c.get('scope'), q, limit)), nextCursor: null }, 200)
    },
  )
