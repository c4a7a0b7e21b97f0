import { PgDialect } from 'drizzle-orm/pg-core'
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import type postgres from 'postgres'
import type { Handle, Statement } from './client.ts'
import { RowCountError } from './database-errors.ts'
import type { BoundStatement } from './prepared-statement.ts'

export type Answer = postgres.RowList<postgres.Row[]>
/** Sends one statement; with `asArrays` its rows are lists of values. */
export type SendStatement = (text: string, parameters: unknown[], asArrays: boolean) => Promise<Answer>

const dialect = new PgDialect()

/** What drizzle needs of a client, with every statement going through `send`. */
export function createOrm(send: SendStatement): PostgresJsDatabase {
  const client = {
    options: { parsers: {}, serializers: {} },
    unsafe: (text: string, parameters: unknown[]) => {
      const start = (asArrays: boolean) => send(text, parameters, asArrays)
      return {
        // biome-ignore lint/suspicious/noThenProperty: drizzle awaits what postgres.js gives, a query that is a thenable
        then: (...handlers: Parameters<Promise<Answer>['then']>) => start(false).then(...handlers),
        values: () => start(true),
      }
    },
    begin: () => {
      throw new Error('transactions are opened by database.write')
    },
  }
  return drizzle(client as unknown as postgres.Sql)
}

/** A statement as the driver takes it. Pure. */
export const toStatement = (query: Statement): BoundStatement => ('params' in query ? query : dialect.sqlToQuery(query))

/** The statements of one piece of work, each sent by `send`. */
export function createHandle(send: SendStatement): Handle {
  const rows = async <Row>(query: Statement): Promise<Row[]> => {
    const { sql, params } = toStatement(query)
    return (await send(sql, params, false)) as unknown as Row[]
  }
  let orm: PostgresJsDatabase | undefined
  return {
    // Made when it is asked for: most work writes its SQL itself, and this costs more than the rest of a handle.
    get orm() {
      orm ??= createOrm(send)
      return orm
    },
    rows,
    async exactly<Row>(count: number, query: Statement): Promise<Row[]> {
      const found = await rows<Row>(query)
      if (found.length !== count) throw new RowCountError(count, found.length)
      return found
    },
    async run(query, expected) {
      const { sql, params } = toStatement(query)
      const { count } = await send(sql, params, false)
      const changed = count ?? 0
      if (expected !== undefined && changed !== expected) throw new RowCountError(expected, changed)
      return changed
    },
  }
}
