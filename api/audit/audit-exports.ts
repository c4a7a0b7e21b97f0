import { createMiddleware } from 'hono/factory'
import type { AccessEnv } from '#api/access/access-env.ts'
import { workbookType } from '#api/sheets/write-workbook.ts'
import { type AuditTrail, entryOf } from './audit-trail.ts'

/** What a file is that gives all matches of a list. */
const formats: Readonly<Record<string, string>> = {
  'application/geo+json': 'geojson',
  'text/csv': 'csv',
  [workbookType]: 'xlsx',
}

/** What was asked by, without what somebody typed: a name that was looked for is not to stay in the record. Pure. */
const nameFilters = ({ q, ...filters }: Record<string, string>): Record<string, unknown> =>
  q === undefined ? filters : { ...filters, q: true }

/** Records every answer that gives all matches of a list at once, after it was made and before it is sent: by what it is,
 *  so that no route can forget it. Where it cannot be recorded, nothing is sent. */
export const auditExports = (audit: AuditTrail) =>
  createMiddleware<AccessEnv>(async (c, next) => {
    await next()
    const format = formats[(c.res.headers.get('content-type') ?? '').split(';', 1)[0] ?? '']
    const [, , kind = ''] = c.req.path.split('/')
    // The record of the audit trail itself is in the transaction that reads it.
    if (!c.res.ok || format === undefined || kind === 'audit') return
    await audit.recordAlone(
      entryOf(c.get('scope'), {
        action: `${kind}.export`,
        area: c.req.query('area'),
        details: { format, path: c.req.path, filters: nameFilters(c.req.query()) },
      }),
    )
  })
