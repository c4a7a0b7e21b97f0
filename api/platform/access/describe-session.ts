import type { SessionAnswer } from './access.contract.ts'
import { allPermissions, type Principal } from './principal.ts'

/** What `GET /api/session` says of who asks. The client hides by it what it cannot do; nothing on the server relies on that.
 *  Pure. */
export function describeSession(
  { actor, name, department, grants, pending, hasSecondFactor, expiresAt }: Principal,
  { county, idleSeconds }: { county: string; idleSeconds: number },
): SessionAnswer {
  return {
    kind: actor.kind === 'system' ? 'key' : actor.kind,
    id: actor.id,
    username: actor.name,
    name,
    department: department ?? null,
    county,
    grants: [...grants],
    permissions: allPermissions(grants),
    pending: pending ?? null,
    hasSecondFactor: hasSecondFactor ?? false,
    idleSeconds: actor.kind === 'person' ? idleSeconds : null,
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  }
}
