import { createMiddleware } from 'hono/factory'
import type { AccessEnv } from '#api/platform/access/access-env.ts'
import { workbookType } from '#api/platform/sheets/write-workbook.ts'
import { type AuditTrail, entryOf } from './audit-trail.ts'
import { nameFilters } from './name-filters.ts'

/** What a file is that gives all matches of a list. */
const formats: Readonly<Record<string, string>> = {
  'application/geo+json': 'geojson',
  'text/csv': 'csv',
  [workbookType]: 'xlsx',
}

/** Records every answer that gives all matches of a list at once, after it was made and before it is sent: by what it is,
 *  so that no route can forget it. Where it cannot be recorded, nothing is sent. A route that was asked in its body says by
 *  what, and one that writes has the line in its own transaction. */
export const auditExports = (audit: AuditTrail) =>
  createMiddleware<AccessEnv>(async (c, next) => {
    await next()
    const format = formats[(c.res.headers.get('content-type') ?? '').split(';', 1)[0] ?? '']
    const [, , kind = ''] = c.req.path.split('/')
    const exported = c.get('exported')
    // The record of the audit trail itself is in the transaction that reads it.
    if (!c.res.ok || format === undefined || kind === 'audit' || exported === 'recorded') return
    const filters = exported ?? c.req.query()
    await audit.recordAlone(
      entryOf(c.get('scope'), {
        action: `${kind}.export`,
        area: filters.area as string | undefined,
        details: { format, path: c.req.path, filters: nameFilters(filters) },
      }),
    )
  })
