import type { ApiError } from './problem.ts'

/** A refusal that shows the record as it is. Whoever throws it is inside a transaction, where nothing else may reach the
 *  database, and what it takes to describe a record may have to be read. */
export class Refused<Row, Current> extends Error {
  readonly row: Row
  readonly toError: (current: Current) => ApiError
  constructor(row: Row, toError: (current: Current) => ApiError) {
    super('refused')
    this.name = 'Refused'
    this.row = row
    this.toError = toError
  }
}

/** Runs work that may refuse; what it shows of the record is described when its transaction is over. `describe` takes the rows
 *  that this work refuses with. */
export async function orShow<Result, Row, Current>(
  work: Promise<Result>,
  describe: (row: Row) => Promise<Current>,
): Promise<Result> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    throw error.toError(await describe(error.row))
  }
}
