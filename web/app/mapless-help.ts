import type { SessionAnswer } from '#api/platform/access/access.contract.ts'
import { isWithin } from '#web/api-client/session.ts'

/** What somebody can do about a county without a coverage: bring it in, make an account for whoever does, or ask. Only for
 *  the whole county: the first edition is one of all of it. Pure. */
export function findMaplessHelp({ permissions, county }: Pick<SessionAnswer, 'permissions' | 'county'>) {
  const may = (action: 'imports.write' | 'accounts.write') => isWithin(permissions[action] ?? null, county)
  return { canImport: may('imports.write'), canMakePlanner: may('accounts.write') }
}
