import { Placeholder, type SQL } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'

/** A statement whose text was made once, for what is asked many times a second: `Values` by the names of its
 *  placeholders, rows of type `Row`. */
export type PreparedStatement<Values, Row> = {
  readonly text: string
  /** The parameters in the order of the text. */
  readonly list: (values: Values) => unknown[]
  /** The statement with its values, for a handle. */
  readonly bind: (values: Values) => BoundStatement
  /** Never set: what `Database.readRows` gives. */
  readonly row?: Row
}
/** A statement with its values, as the driver takes them. */
export type BoundStatement = { readonly sql: string; readonly params: unknown[] }

/** Whether the server is to keep a statement ready. Statements of every length would fill the session's memory: only short ones
 *  are worth keeping. Pure. */
export const isWorthKeeping = (text: string, parameters: readonly unknown[]): boolean =>
  text.length < 4000 && parameters.length <= 40

/** Every value in `query` is a `sql.placeholder`. Throws for one that the server would not keep: each use of it would cost a wait
 *  more, and nobody would know. */
export function prepareStatement<Values extends object, Row>(query: SQL): PreparedStatement<Values, Row> {
  const { sql: text, params } = new PgDialect().sqlToQuery(query)
  if (!isWorthKeeping(text, params)) throw new Error('a prepared statement is too long to be kept')
  const names = params.map((parameter) => {
    if (parameter instanceof Placeholder) return parameter.name as keyof Values
    throw new Error('a prepared statement takes its values by sql.placeholder')
  })
  const list = (values: Values) => names.map((name) => values[name])
  return { text, list, bind: (values) => ({ sql: text, params: list(values) }) }
}
