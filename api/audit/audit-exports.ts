import { createMiddleware } from 'hono/factory'
import type { AccessEnv } from '#api/access/access-env.ts'
import { type AuditTrail, entryOf } from './audit-trail.ts'

/** Records every answer that gives all matches of a list at once, after it was made and before it is sent: by what it is,
 *  so that no route can forget it. Where it cannot be recorded, nothing is sent. */
export const auditExports = (audit: AuditTrail) =>
  createMiddleware<AccessEnv>(async (c, next) => {
    await next()
    if (!c.res.ok || !c.res.headers.get('content-type')?.startsWith('application/geo+json')) return
    const [, , kind = ''] = c.req.path.split('/')
    await audit.recordAlone(
      entryOf(c.get('scope'), {
        action: `${kind}.export`,
        area: c.req.query('area'),
        details: { format: 'geojson', path: c.req.path, filters: c.req.query() },
      }),
    )
  })
