import type { SQL } from 'drizzle-orm'
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import type { BoundStatement, PreparedStatement } from './prepared-statement.ts'
import type { Scope } from './scope.ts'

/** A statement as a repository writes it: composed for this once, or prepared and bound. */
export type Statement = SQL | BoundStatement

/** What a repository gets: one connection's or one transaction's way to the database. */
export type Handle = {
  /** drizzle's query builder on this handle. */
  readonly orm: PostgresJsDatabase
  /** Rows of any number. Timestamps are `Date`, dates, `bigint` and `numeric` are text, JSON is parsed. An exception inside
   *  a spatial function is an error here as on a server; the embedded database is cured of swallowing it. */
  rows<Row>(query: Statement): Promise<Row[]>
  /** Exactly `count` rows, else an error: for every statement whose number of rows is known, a second lock behind the
   *  cure. */
  exactly<Row>(count: number, query: Statement): Promise<Row[]>
  /** Insert, update, delete. Gives the number of rows changed, and throws where it is not `expected`. */
  run(query: Statement, expected?: number): Promise<number>
}

/** A handle inside a transaction. Nothing else may reach the database before it ends: the embedded database has one
 *  session, and a query on a second connection would wait for ever. There `Database` refuses nested use; on a server it would take
 *  a second connection and commit by itself. */
export type Transaction = Handle & {
  readonly isTransaction: true
  /** Sends a statement whose answer nobody waits for: the next one goes out behind it. Where it fails, all that follows fails,
   *  with its error, and the transaction is rolled back. For inserts whose number of rows needs no look. */
  runLater(query: Statement): void
}

/** A handle under a scope: the statements run in one transaction as the application's role, and the database knows the
 *  scope. What reads or writes anything that is not common to all asks for one of these. */
export type ScopedHandle = Handle & { readonly scope: Scope }
export type ScopedTransaction = Transaction & ScopedHandle

export type WorkOptions = {
  /** How long the whole of the work may take. Default 10 s for reads, 30 s for writes. */
  deadlineMs?: number
}

export type WriteOptions = WorkOptions & {
  /** Reads alone, all of it as of one moment, also where there must be no writing. */
  isSnapshot?: boolean
}

export type ScopedWriteOptions = WorkOptions & {
  /** The first statement goes out together with the head of the transaction, which saves a wait. Only where that statement is
   *  one that writes under `applicationRole` alone (`onlyInScope`): should the transaction not begin, it runs by itself. Any other
   *  first statement is an error. */
  startsAtOnce?: boolean
}

export type Database = {
  readonly kind: 'embedded' | 'server'
  /** The county's schema, e.g. `county_530326`. */
  readonly schema: string
  /** Six digits. */
  readonly county: string
  /** Runs statements outside a transaction, for what is common to all who have signed in and for the system's own work. */
  read<Result>(work: (handle: Handle) => Promise<Result>, options?: WorkOptions): Promise<Result>
  /** The rows of one prepared statement, outside a transaction: `read` with everything left out that one statement does
   *  not need. */
  readRows<Values, Row>(
    statement: PreparedStatement<Values, Row>,
    values: Values,
    options?: WorkOptions,
  ): Promise<Row[]>
  /** Runs `work` in one transaction: committed when it resolves, rolled back when it throws. */
  write<Result>(work: (transaction: Transaction) => Promise<Result>, options?: WriteOptions): Promise<Result>
  /** `read` under a scope, in one read-only transaction. */
  readAs<Result>(scope: Scope, work: (handle: ScopedHandle) => Promise<Result>, options?: WorkOptions): Promise<Result>
  /** `write` under a scope. */
  writeAs<Result>(
    scope: Scope,
    work: (transaction: ScopedTransaction) => Promise<Result>,
    options?: ScopedWriteOptions,
  ): Promise<Result>
  /** drizzle's query builder, each statement a piece of work of its own: for a library that brings its queries along. */
  readonly orm: PostgresJsDatabase
  /** A backup has the embedded database's one session: until it ends, what is in memory is all there is to read. Never on
   *  a server. */
  isHeldByBackup(): boolean
  /** Tells whoever listens that events may have been written, by this process or another. It only wakes: it can come for
   *  nothing and fail to come, so the log is looked at now and then as well. Gives what ends it. */
  onEventsWritten(listener: () => void): () => void
  /** Resolves when the database answers within 2 s; throws a 503 ApiError otherwise. */
  ping(): Promise<void>
  close(): Promise<void>
}
