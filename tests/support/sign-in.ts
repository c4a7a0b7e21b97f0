import type { Role } from '#api/platform/access/access.contract.ts'

/** The one password of all demonstration accounts of a product that a test or a bench has started. */
export const demoPassword = 'county-of-huize-2026'

/** Signs in as the demonstration account of a role; gives what a `Cookie` header holds from then on. */
export async function signIn(
  origin: string,
  role: Exclude<Role, 'wall'> = 'county-operator',
  password = demoPassword,
): Promise<string> {
  const answer = await fetch(`${origin}/api/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username: role, password }),
  })
  if (!answer.ok) throw new Error(`Signing in as ${role}: ${answer.status} ${await answer.text()}`)
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}
