import { AsyncLocalStorage } from 'node:async_hooks'
import type postgres from 'postgres'
import { ApiError } from '#api/platform/http/problem.ts'
import { setAlarm } from './alarm.ts'
import type { Database, Handle, ScopedHandle, Statement, Transaction, WorkOptions } from './client.ts'
import type { ConnectionPool, Slot } from './connection-pool.ts'
import { type Answer, createHandle, createOrm, type SendStatement, toStatement } from './create-handle.ts'
import { backupRunning, deadlineExceeded, SwallowedError, toDatabaseError, unavailable } from './database-errors.ts'
import { toParameter } from './driver-types.ts'
import { isActive, sendOnce } from './postgres-query.ts'
import { isWorthKeeping, type PreparedStatement } from './prepared-statement.ts'
import { releaseWhenUnused } from './release-storage.ts'
import { onlyInScopeText, type Scope, scopeStatements } from './scope.ts'
import type { StatementGuard } from './statement-guard.ts'
import { startClock, type WorkClock } from './work-clock.ts'

const defaultReadMs = 10_000
const defaultWriteMs = 30_000
const pingMs = 1_900
/** A write waits so long for a backup to end before it is told to come again. */
const backupPatienceMs = 2_000
/** Longest wait for the answer to a ROLLBACK before the connection is given up. */
const rollbackMs = 2_000

/** Work may give a query of drizzle's, which is sent again with every `then` and `catch`: here it gets exactly one. */
const runOnce = async <Result>(work: () => Promise<Result>): Promise<Result> => await work()

/** The database as the rest of the program sees it, over a pool. */
export function createDatabase(options: {
  kind: Database['kind']
  schema: string
  pool: ConnectionPool
  guard: StatementGuard
  /** Throws when there must be no writing at the moment. */
  beforeWrite?: () => void
  /** Whether a backup has the only session. */
  isHeldByBackup?: () => boolean
  onEventsWritten: Database['onEventsWritten']
  close: () => Promise<void>
}): Database {
  const { kind, schema, pool, guard, beforeWrite, isHeldByBackup = () => false, onEventsWritten } = options
  /** Set while `work` of a write runs, in everything it calls. For the embedded database alone, where the inner one would wait for
   *  ever: on Node 20 and 22 it is a tenth of the work of a write. */
  const writing = kind === 'embedded' ? releaseWhenUnused(new AsyncLocalStorage<{ isActive: boolean }>()) : undefined

  const refuseNested = () => {
    if (writing?.getStore()?.isActive)
      throw new Error(
        'database.read and database.write cannot be used inside a write: pass its transaction on. ' +
          'On the embedded database the inner statement would wait for the outer one for ever.',
      )
  }

  const explain = (error: unknown, deadlineMs: number): unknown => {
    const told = toDatabaseError(error, deadlineMs)
    const isLate = told instanceof ApiError && told.code === 'deadline_exceeded'
    return isLate && isHeldByBackup() ? backupRunning() : told
  }

  function send(
    slot: Slot,
    leftMs: number,
    text: string,
    parameters: unknown[] = [],
    { asArrays = false, isSeveral = false, isOnce = false, isBehind = false } = {},
  ): Promise<Answer> {
    if (slot.isBroken) return Promise.reject(unavailable())
    const query = slot.client.unsafe(text, parameters.map(toParameter) as postgres.ParameterOrJSON<never>[], {
      prepare: isWorthKeeping(text, parameters),
    })
    const answer = (asArrays ? query.values() : query) as unknown as Promise<Answer>
    // A moment later than the deadline of the work, so that its caller hears of that and not of a lost connection.
    // One that nobody waits for and whose turn has not come is left where it is: taken out, the COMMIT behind it would do without.
    const watched = isBehind ? { cancel: () => isActive(query) && query.cancel() } : query
    if (isOnce) sendOnce(query)
    const watch = guard.watch({ slot, query: watched, leftMs: leftMs + 30 })
    return slot.race(answer).then(
      (result) => {
        watch.stop()
        if (result.command || isSeveral) return result
        slot.isStained = true
        throw new SwallowedError()
      },
      (error) => {
        watch.stop()
        slot.isStained = true
        throw error
      },
    )
  }

  /** postgres.js counts the rows of an answer from where the one before ended, unless that ended well: the rows that came
   *  before an error would stand as holes at the head of the next answer. Any statement that ends well sets it right. */
  async function removeStain(slot: Slot): Promise<void> {
    if (!slot.isStained || slot.isBroken) return
    await slot.race(slot.client.unsafe('SELECT 1'))
    slot.isStained = false
  }

  async function readWith<Result>(
    deadlineMs: number,
    work: (sendStatement: SendStatement) => Promise<Result>,
  ): Promise<Result> {
    refuseNested()
    const clock = startClock(deadlineMs)
    const sendStatement: SendStatement = async (text, parameters, asArrays) => {
      if (clock.isOver) throw new Error('this handle is no longer valid: its work has ended')
      const slot = await pool.checkout(clock)
      try {
        await removeStain(slot)
        // On the embedded database the wait for the session is not the statement's fault.
        return await send(slot, kind === 'embedded' ? deadlineMs : clock.leftMs(), text, parameters, { asArrays })
      } finally {
        pool.release(slot)
      }
    }
    try {
      return await clock.race(runOnce(() => work(sendStatement)))
    } catch (error) {
      throw explain(error, deadlineMs)
    } finally {
      clock.stop()
    }
  }

  const read: Database['read'] = (work, { deadlineMs = defaultReadMs } = {}) =>
    readWith(deadlineMs, (sendStatement) => work(createHandle(sendStatement)))

  /** Where a connection is free: no handle, no clock, one promise for all. Where it must be waited for: as any read. */
  async function readRows<Values, Row>(
    { text, list }: PreparedStatement<Values, Row>,
    values: Values,
    { deadlineMs = defaultReadMs }: WorkOptions = {},
  ): Promise<Row[]> {
    refuseNested()
    const parameters = list(values)
    const slot = pool.takeIdle()
    if (!slot) return (await readWith(deadlineMs, (sendStatement) => sendStatement(text, parameters, false))) as never
    return new Promise((resolve, reject) => {
      const stopAlarm = setAlarm(deadlineMs, () => reject(deadlineExceeded(deadlineMs)))
      send(slot, deadlineMs, text, parameters).then(
        (answer) => {
          stopAlarm()
          pool.release(slot)
          resolve(answer as unknown as Row[])
        },
        (error) => {
          stopAlarm()
          pool.release(slot)
          reject(explain(error, deadlineMs))
        },
      )
    })
  }

  /** What is waited for before a write has begun, or `backup_running` once a backup has held it up for a moment: who asked
   *  would wait on without knowing why. */
  function raceBackup<Result>(waitedFor: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const check = () => {
        if (isHeldByBackup()) reject(backupRunning())
        else stop = setAlarm(backupPatienceMs, check)
      }
      let stop = setAlarm(backupPatienceMs, check)
      waitedFor.finally(() => stop()).then(resolve, reject)
    })
  }

  async function checkoutForWrite(deadlineMs: number): Promise<Slot> {
    const waiting = startClock(deadlineMs)
    const checkout = pool.checkout(waiting)
    try {
      return await raceBackup(checkout)
    } catch (error) {
      // It may come yet, for nobody.
      checkout.then(pool.release, () => {})
      throw explain(error, deadlineMs)
    } finally {
      waiting.stop()
    }
  }

  type Begin = { scope?: Scope; access: 'write' | 'read' | 'snapshot'; startsAtOnce?: boolean }

  /** One transaction on a connection of its own, with a deadline for the wait and one for the work. */
  async function transact<Result>(
    deadlineMs: number,
    begin: Begin,
    work: (transaction: Transaction) => Promise<Result>,
  ): Promise<Result> {
    refuseNested()
    if (begin.access === 'write') beforeWrite?.()
    const slot = await checkoutForWrite(deadlineMs)
    const clock = startClock(deadlineMs)
    let isFree: Promise<void> | undefined
    try {
      const done = await runTransaction(slot, clock, begin, work)
      isFree = done.isFree
      return done.result
    } catch (error) {
      throw explain(error, deadlineMs)
    } finally {
      clock.stop()
      if (isFree) void isFree.then(() => pool.release(slot))
      else pool.release(slot)
    }
  }

  const write: Database['write'] = (work, { deadlineMs = defaultWriteMs, isSnapshot = false } = {}) =>
    transact(deadlineMs, { access: isSnapshot ? 'snapshot' : 'write' }, work)

  // The handle of a transaction that has a scope carries it.
  const readAs: Database['readAs'] = (scope, work, { deadlineMs = defaultReadMs } = {}) =>
    transact(deadlineMs, { scope, access: 'read' }, work as (handle: Handle) => ReturnType<typeof work>)

  const writeAs: Database['writeAs'] = (scope, work, { deadlineMs = defaultWriteMs, startsAtOnce = false } = {}) =>
    transact(
      deadlineMs,
      { scope, access: 'write', startsAtOnce },
      work as (transaction: Transaction) => ReturnType<typeof work>,
    )

  const beginWords = {
    write: 'BEGIN',
    read: 'BEGIN READ ONLY',
    snapshot: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
  } as const

  /** Sends the head of a transaction. */
  function sendBegin(slot: Slot, clock: WorkClock, { scope, access }: Begin): Promise<void> {
    const statements = [
      beginWords[access],
      // A little longer than our own clock, so that ours is the one that speaks.
      `SET LOCAL statement_timeout = ${Math.ceil(clock.deadlineMs + 500)}`,
      ...(scope ? [scopeStatements(scope, schema)] : []),
    ]
    return raceBackup(send(slot, clock.leftMs(), statements.join('; '), [], { isSeveral: true })).then(
      () => {
        slot.isStained = false
      },
      (error) => {
        // It still waits for the session: what comes next must not wait behind it.
        if (isHeldByBackup()) slot.giveUp()
        throw error
      },
    )
  }

  async function runTransaction<Result>(
    slot: Slot,
    clock: WorkClock,
    begin: Begin,
    work: (transaction: Transaction) => Promise<Result>,
  ): Promise<{ result: Result; isFree: Promise<void> | undefined }> {
    const state = { isActive: true }
    const begun = sendBegin(slot, clock, begin)
    // What only reads goes out behind it without waiting: where the head of the transaction fails, it is that error which is
    // told, and nothing of what was read. A write would be done all the same, outside any transaction, unless it looks.
    begun.catch(() => {})
    let hasBegun = begin.access === 'read'
    let isFirst = true
    const sendStatement = (text: string, parameters: unknown[], how: { asArrays?: boolean; isBehind?: boolean }) => {
      if (!state.isActive) throw new Error('this transaction has ended')
      // The driver would reject what goes out in its place.
      if (parameters.includes(undefined)) throw new Error('a statement lacks a value')
      if (!hasBegun && !(isFirst && text.includes(onlyInScopeText)))
        throw new Error('only a first statement that looks whose it is goes out with the head of its transaction')
      isFirst = false
      const answer = send(slot, clock.leftMs(), text, parameters, { ...how, isOnce: true }).catch(async (error) => {
        await begun
        throw error
      })
      if (hasBegun) return answer
      answer.catch(() => {})
      return begun.then(() => {
        hasBegun = true
        return answer
      })
    }
    /** The first failure among the statements that nobody waits for, once they have ended: what comes behind it only says that
     *  there was one. */
    let later: Promise<{ error: unknown } | undefined> = Promise.resolve(undefined)
    const handle = createHandle((text, parameters, asArrays) => {
      const before = later
      return sendStatement(text, parameters, { asArrays }).catch(async (error) => {
        const failure = await before
        throw failure ? failure.error : error
      })
    })
    const transaction: Transaction & Partial<ScopedHandle> = Object.assign(Object.create(handle) as Handle, {
      isTransaction: true as const,
      runLater(query: Statement) {
        const { sql, params } = toStatement(query)
        const before = later
        const ended = sendStatement(sql, params, { isBehind: true }).then(
          () => undefined,
          (error: unknown) => ({ error }),
        )
        later = before.then((failure) => failure ?? ended)
      },
      ...(begin.scope && { scope: begin.scope }),
    })
    try {
      // What an error left behind may be read into the next answer as well.
      if ((begin.access !== 'read' && !begin.startsAtOnce) || slot.isStained) {
        await begun
        hasBegun = true
      }
      const start = () => runOnce(() => work(transaction))
      const result = await clock.race(writing ? writing.run(state, start) : start())
      state.isActive = false
      await begun
      const ended = send(slot, clock.leftMs(), 'COMMIT')
      // What was only read is known already: nobody waits for the end of it but the next who needs the connection.
      if (begin.access === 'read')
        return {
          result,
          isFree: ended.then(
            () => {},
            () => rollBack(slot),
          ),
        }
      const { command } = await clock.race(ended)
      const failure = await later
      if (failure) throw failure.error
      if (command !== 'COMMIT')
        throw new Error(
          'the transaction was rolled back: a statement in it had failed, and the error was not passed on',
        )
      return { result, isFree: undefined }
    } catch (error) {
      state.isActive = false
      await rollBack(slot)
      // A request to cancel may still be on its way, for a statement that went out behind the one that was late: the next who
      // got this connection would be hit by it.
      if (clock.isOver) slot.giveUp()
      throw error
    }
  }

  async function rollBack(slot: Slot): Promise<void> {
    if (slot.isBroken) return
    const rollback = slot.client.unsafe('ROLLBACK')
    let stopAlarm = () => {}
    const tooLate = new Promise<never>((_, reject) => {
      stopAlarm = setAlarm(rollbackMs, () => reject(unavailable()))
    })
    try {
      await Promise.race([slot.race(rollback), tooLate])
    } catch {
      // Closing the connection rolls back as well.
      slot.giveUp()
    } finally {
      stopAlarm()
    }
  }

  const orm = createOrm(async (text, parameters, asArrays) => {
    if (!/^select\b/i.test(text)) beforeWrite?.()
    return readWith(defaultReadMs, (sendStatement) => sendStatement(text, parameters, asArrays))
  })

  return {
    kind,
    schema,
    county: schema.slice('county_'.length),
    orm,
    read,
    readRows,
    write,
    readAs,
    writeAs,
    isHeldByBackup,
    onEventsWritten,
    async ping() {
      // It answers, though not us.
      if (isHeldByBackup()) return
      try {
        await read((handle) => handle.orm.execute('SELECT 1'), { deadlineMs: pingMs })
      } catch (error) {
        throw unavailable(error)
      }
    },
    close: options.close,
  }
}
