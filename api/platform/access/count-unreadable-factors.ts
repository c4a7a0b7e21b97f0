import type { Database } from '#api/platform/db/client.ts'
import { readFactor } from './factor-cipher.ts'
import { type GivenSecrets, loadSecrets } from './load-secrets.ts'
import { listStoredFactors } from './second-factors.repo.ts'

/** How many people have a second factor that no secret reads, and cannot sign in. */
export async function countUnreadableFactors(database: Database, given: GivenSecrets): Promise<number> {
  const stored = await database.read(listStoredFactors)
  if (stored.length === 0) return 0
  const secrets = await loadSecrets(database, given)
  let count = 0
  for (const factor of stored) if (!(await readFactor(factor, secrets))) count += 1
  return count
}
