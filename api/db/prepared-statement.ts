import { Placeholder, type SQL } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'

/** A statement whose text was made once, for what is asked many times a second: `Values` by the names of its
 *  placeholders, rows of type `Row`. */
export type PreparedStatement<Values, Row> = {
  readonly text: string
  /** The parameters in the order of the text. */
  readonly list: (values: Values) => unknown[]
  /** Never set: what `Database.readRows` gives. */
  readonly row?: Row
}

/** Every value in `query` is a `sql.placeholder`. */
export function prepareStatement<Values extends object, Row>(query: SQL): PreparedStatement<Values, Row> {
  const { sql: text, params } = new PgDialect().sqlToQuery(query)
  const names = params.map((parameter) => {
    if (parameter instanceof Placeholder) return parameter.name as keyof Values
    throw new Error('a prepared statement takes its values by sql.placeholder')
  })
  return { text, list: (values) => names.map((name) => values[name]) }
}
