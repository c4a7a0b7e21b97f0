import { sql } from 'drizzle-orm'

/** Who asks, for the record. */
export type Actor = { readonly kind: 'person' | 'key' | 'wall' | 'system'; readonly id: string; readonly name: string }

declare const made: unique symbol

/** Who does what, and where: what every query about incidents, patrols, persons, imports, accounts and audit is made
 *  under. Only api/platform/access makes one, out of who has signed in and the permission table. */
export type Scope = {
  readonly [made]: true
  readonly actor: Actor
  /** What the permission table calls it. */
  readonly action: string
  /** Codes whose areas and all below them are within reach; empty: nothing is. */
  readonly areas: readonly string[]
  /** The same for the tables with private persons, which the database itself guards; empty unless the action is about them. */
  readonly persons: readonly string[]
  /** Whoever stands before it reads the answer: it shows nobody's name, no free text and no small counts (design.md, section 7;
   *  `shared-screen.contract.ts` says what that comes to). */
  readonly isSharedScreen: boolean
  readonly address: string
  readonly requestId: string
}

/** The role of the database under which all work with a scope runs. It owns nothing. */
export const applicationRole = 'onegrid_app'

/** Stands in a statement that goes out together with the head of its transaction: true in there alone. */
export const onlyInScopeText = `current_user = '${applicationRole}'`
export const onlyInScope = sql.raw(onlyInScopeText)

const isCode = (code: string) => /^\d{6,15}$/.test(code)

const literal = (codes: readonly string[]): string => {
  const wrong = codes.find((code) => !isCode(code))
  if (wrong !== undefined) throw new Error(`not the code of an area: ${JSON.stringify(wrong)}`)
  return `'${codes.join(',')}'`
}

/** What stands behind BEGIN in a transaction with a scope. `SET LOCAL`, not `set_config()`: it alone reaches the nodes of a
 *  database that is spread. A transaction-local setting is gone with the transaction, on the one session of the embedded
 *  database as well. Pure. */
export const scopeStatements = (scope: Scope, schema: string): string =>
  [
    `SET LOCAL ROLE ${applicationRole}`,
    `SET LOCAL search_path = "${schema}", public`,
    `SET LOCAL onegrid.scope = ${literal(scope.areas)}`,
    `SET LOCAL onegrid.persons = ${literal(scope.persons)}`,
    `SET LOCAL onegrid.reads_audit = '${scope.action.startsWith('audit.') ? 'yes' : ''}'`,
  ].join('; ')
