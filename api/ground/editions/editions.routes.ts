import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { validate } from '#api/platform/http/validate.ts'
import type { EditionCatalogue } from './edition-catalogue.ts'
import { currentEdition, editionsAnswer, editionsQuery } from './editions.contract.ts'

export const editionsRoutes = (catalogue: EditionCatalogue) =>
  new Hono()
    .get(
      '/current',
      describeRoute({
        tags: ['editions'],
        summary: '当前版次：范围、瓦片、底图、署名 / The current edition: bounds, tiles, basemap, attributions',
        responses: {
          200: jsonAnswer('The current edition', currentEdition),
          404: { description: 'No edition was imported yet (no_edition)' },
        },
      }),
      async (c) => {
        c.header('Cache-Control', 'no-cache')
        return c.json(await catalogue.describeCurrent(), 200)
      },
    )
    .get(
      '/',
      describeRoute({
        tags: ['editions'],
        summary: '所有版次，新的在前 / Every published edition, newest first',
        responses: {
          200: jsonAnswer('Editions', editionsAnswer),
        },
      }),
      validate('query', editionsQuery),
      async (c) => c.json(await catalogue.list(c.req.valid('query')), 200),
    )
