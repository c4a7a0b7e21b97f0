import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { requireJson, validate } from '#api/platform/http/validate.ts'
import { changeUnitBody, createUnitBody, unitItem, unitParams, unitsAnswer, unitsQuery } from './units.contract.ts'
import type { UnitsService } from './units.service.ts'

const tags = ['units']

/** `/api/units`: what can be sent. */
export const unitsRoutes = (units: UnitsService) =>
  new Hono<AccessEnv>()
    .get(
      '/',
      describeRoute({
        tags,
        summary: '队伍列表 / what can be sent: of the own area, and those above that are for it as well',
        responses: { 200: jsonAnswer('一页，自县而下 / one page, from the county down', unitsAnswer) },
      }),
      validate('query', unitsQuery),
      async (c) => c.json(await units.list(c.get('scope'), c.req.valid('query')), 200),
    )
    .post(
      '/',
      describeRoute({
        tags,
        summary: '新增队伍 / add a unit',
        responses: {
          201: jsonAnswer('队伍 / the unit', unitItem),
          400: { description: 'A field is wrong (invalid_input)' },
          403: { description: 'Beyond the area (not_allowed)' },
          409: { description: 'The area has one of that name (not_possible_now)' },
        },
      }),
      requireJson,
      validate('json', createUnitBody),
      async (c) => c.json(await units.create(c.get('scope'), c.req.valid('json')), 201),
    )
    .patch(
      '/:id',
      describeRoute({
        tags,
        summary: '更改或停用队伍 / change a unit, retire it or bring it back',
        description:
          '停用的队伍不再派出，已派给它的事件保留其名称。/ Retired, it is sent nowhere any more; what it has keeps its name.',
        responses: {
          200: jsonAnswer('队伍 / the unit', unitItem),
          400: { description: 'A field is wrong (invalid_input)' },
          403: { description: 'Beyond the area (not_allowed)' },
          404: { description: 'No such unit (not_found)' },
          409: {
            description:
              'A stale version with the current record (stale_version); or the area has one of that name, or does not hold the grids of its open incidents (not_possible_now)',
          },
        },
      }),
      requireJson,
      validate('param', unitParams),
      validate('json', changeUnitBody),
      async (c) => c.json(await units.change(c.get('scope'), c.req.valid('param').id, c.req.valid('json')), 200),
    )
