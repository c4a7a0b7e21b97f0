import { expect, it } from 'vitest'
import { renderApiPage } from './api-page.ts'

it('writes routes, parameters and answers, and lets no description become markup', () => {
  const page = renderApiPage({
    info: { title: 'T', version: '1' },
    paths: {
      '/api/x': {
        get: {
          summary: '<img src=x onerror=alert(1)>',
          parameters: [
            { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 500, default: 50 } },
          ],
          responses: {
            200: {
              description: 'ok',
              content: {
                'application/json': {
                  schema: { type: 'object', properties: { code: { type: 'string' } }, required: ['code'] },
                },
              },
            },
          },
        },
      },
    },
  })
  expect(page).toContain('/api/x')
  expect(page).toContain('≥ 1 ≤ 500 = 50')
  expect(page).toContain('code: string')
  expect(page).not.toContain('<img')
})
