import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { jsonAnswer } from '#api/platform/http/json-answer.ts'
import { validate } from '#api/platform/http/validate.ts'
import { auditAnswer, auditExportQuery, auditHeadAnswer, auditQuery } from './audit.contract.ts'
import type { AuditService } from './audit.service.ts'

const tags = ['audit']
const mediaTypes = { csv: 'text/csv; charset=utf-8', jsonl: 'application/jsonl; charset=utf-8' } as const

/** As fast as it is read, and no further: what nobody takes is not read from the database. */
function toStream(pieces: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await iterator.next()
        if (done) controller.close()
        else controller.enqueue(encoder.encode(value))
      },
      async cancel() {
        await iterator.return?.()
      },
    },
    { highWaterMark: 1 },
  )
}

/** `/api/audit`: the record of who did and read what, for the auditor. Nothing here changes it. */
export const auditRoutes = (audit: AuditService) =>
  new Hono<AccessEnv>()
    .get(
      '/',
      describeRoute({
        tags,
        summary: '审计记录，新的在前 / the audit trail, newest first',
        description:
          '查询本身也会记入审计（每次查询一条）。/ A query is recorded itself, once and not with each page. `seq` is null for a line that is not in the chain yet, which takes a moment.',
        responses: {
          200: jsonAnswer('一页 / one page', auditAnswer),
          400: { description: 'A filter, or a cursor of another list (invalid_input)' },
        },
      }),
      validate('query', auditQuery),
      async (c) => c.json(await audit.list(c.get('scope'), c.req.valid('query')), 200),
    )
    .get(
      '/export',
      describeRoute({
        tags,
        summary: '导出审计记录 / the audit trail as a file',
        responses: {
          200: {
            description: 'CSV (UTF-8 with a byte-order mark), or one JSON object a line',
            content: {
              'text/csv': { schema: { type: 'string' } },
              'application/jsonl': { schema: { type: 'string' } },
            },
          },
          400: { description: 'A filter that is none (invalid_input)' },
        },
      }),
      validate('query', auditExportQuery),
      async (c) => {
        const query = c.req.valid('query')
        const pieces = await audit.export(c.get('scope'), query)
        return c.body(toStream(pieces), 200, {
          'Content-Type': mediaTypes[query.format],
          'Content-Disposition': `attachment; filename="audit.${query.format}"`,
        })
      },
    )
    .get(
      '/head',
      describeRoute({
        tags,
        summary: '链尾哈希，供另处保存 / the last hash of the chain, to be kept elsewhere',
        responses: {
          200: jsonAnswer('链尾 / the end of the chain', auditHeadAnswer),
        },
      }),
      async (c) => c.json(await audit.head(c.get('scope')), 200),
    )
