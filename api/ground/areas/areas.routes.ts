import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { z } from 'zod'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { codeSchema } from '#api/platform/http/shared.contract.ts'
import { validate } from '#api/platform/http/validate.ts'
import { type AreaDetail, areaDetail, sharedAreaDetail, smallSharedAreaDetail } from './areas.contract.ts'
import type { AreasService } from './areas.service.ts'

export const areasRoutes = (areas: AreasService) =>
  new Hono<AccessEnv>().get(
    '/:code',
    describeRoute({
      tags: ['areas'],
      summary: '县、乡镇、村、小组或网格 / A county, township, village, group or grid with its figures and parts',
      responses: {
        200: jsonAnswer('The area', z.union([areaDetail, sharedAreaDetail, smallSharedAreaDetail])),
        404: { description: 'Not in the current edition' },
      },
    }),
    validate('param', z.object({ code: codeSchema })),
    async (c) => {
      c.header('Cache-Control', 'no-cache')
      // A shared screen gets the other form (`shared-screen.contract.ts`), of which its page reads names and places alone.
      return c.json((await areas.find(c.get('scope'), c.req.valid('param').code)) as AreaDetail, 200)
    },
  )
