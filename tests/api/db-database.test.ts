import { randomUUID } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { editions } from '#api/ground/editions/editions.table.ts'
import type { Database, Transaction } from '#api/platform/db/client.ts'
import { migrateDatabase } from '#api/platform/db/migrate-database.ts'
import { prepareStatement } from '#api/platform/db/prepared-statement.ts'
import { applicationRole, onlyInScope } from '#api/platform/db/scope.ts'
import { openTestDatabase } from '../support/database.ts'
import { aScope } from '../support/principals.ts'

let database: Database

beforeAll(async () => {
  database = await openTestDatabase()
  await database.write((transaction) => transaction.run(sql`CREATE TABLE notes (id uuid PRIMARY KEY, text text)`))
})
afterAll(() => database?.close())

const bowtie = sql`ST_GeomFromText('POLYGON((0 0,2 2,2 0,0 2,0 0))', 4326)`
/** GEOS throws a TopologyException in it, on both databases. */
const throwing = sql`ST_Union(ST_MakeEnvelope(0, 0, 1, 1, 4326), ${bowtie}, -1)`
const countNotes = async () =>
  (
    await database.read(
      (handle) => handle.exactly<{ count: number }>(1, sql`SELECT count(*)::int AS count FROM notes`),
      { deadlineMs: 60_000 },
    )
  )[0]?.count
/** Works for longer than any deadline here. */
const endless = () =>
  database.kind === 'server' ? sql`SELECT pg_sleep(60)` : sql`SELECT count(*) FROM generate_series(1, 3000000000)`

describe('rows and parameters', () => {
  it('come back as the tables mean them', async () => {
    const instant = new Date('2026-07-12T03:10:00.123Z')
    const [row] = await database.read((handle) =>
      handle.exactly(
        1,
        sql`SELECT ${instant}::timestamptz AS instant, ${JSON.stringify({ a: [1] })}::jsonb AS json, DATE '2026-01-02' AS day,
          ${Buffer.from([0, 255])}::bytea AS bytes, ARRAY[1.5, 2.5]::float8[] AS numbers, ${530326000000001n}::bigint AS big,
          ${sql.param(['a', '"b", c', null])}::text[] AS texts`,
      ),
    )
    expect(row).toEqual({
      instant,
      json: { a: [1] },
      day: '2026-01-02',
      bytes: Buffer.from([0, 255]),
      numbers: [1.5, 2.5],
      big: '530326000000001',
      texts: ['a', '"b", c', null],
    })
  })

  it('go through drizzle as well', async () => {
    const row = {
      number: 900,
      madeBy: 'test',
      bounds: [103, 26, 104, 27],
      countyCode: '530326',
      gridCount: 0,
    }
    await database.write((transaction) => transaction.orm.insert(editions).values(row))
    const [found] = await database.read((handle) => handle.orm.select().from(editions).where(eq(editions.number, 900)))
    expect(found).toMatchObject(row)
    expect(found?.createdAt).toBeInstanceOf(Date)
    await database.write((transaction) => transaction.orm.delete(editions).where(eq(editions.number, 900)))
  })

  it('of another number than expected are an error', async () => {
    await expect(database.read((handle) => handle.exactly(1, sql`SELECT 1 WHERE false`))).rejects.toThrow('expected 1')
    await expect(
      database.write((transaction) => transaction.run(sql`DELETE FROM notes WHERE id = ${randomUUID()}`, 1)),
    ).rejects.toThrow('expected 1')
  })

  it('of many statements at once stay with their own', async () => {
    const numbers = Array.from({ length: 300 }, (_, index) => index)
    const answers = await Promise.all(
      numbers.map((number) =>
        database.read((handle) => handle.exactly<{ a: number }>(1, sql`SELECT ${number}::int AS a`)),
      ),
    )
    expect(answers.map(([row]) => row?.a)).toEqual(numbers)
  })
})

describe('the rows of a prepared statement', () => {
  const double = prepareStatement<{ number: number }, { a: number }>(
    sql`SELECT ${sql.placeholder('number')}::int * 2 AS a`,
  )
  const divide = prepareStatement<{ by: number }, { a: number }>(sql`SELECT 1 / ${sql.placeholder('by')}::int AS a`)
  const spoil = prepareStatement<object, { a: string }>(sql`SELECT ST_AsText(${throwing}) AS a`)
  const linger = () => prepareStatement<object, never>(endless())

  it('are those of the values, one after the other and many more at once than there are connections', async () => {
    for (const number of [1, 2, 3]) expect(await database.readRows(double, { number })).toEqual([{ a: number * 2 }])
    const numbers = Array.from({ length: 100 }, (_, index) => index)
    const answers = await Promise.all(numbers.map((number) => database.readRows(double, { number })))
    expect(answers).toEqual(numbers.map((number) => [{ a: number * 2 }]))
  })

  it('are an error where the statement fails, and the connection is given back whole', async () => {
    // More often than there are connections: one that was kept would be missing.
    for (let time = 0; time < 12; time++) {
      // The one after an error mends the connection, and only what is whole goes the short way.
      expect(await database.readRows(divide, { by: 1 })).toEqual([{ a: 1 }])
      await expect(database.readRows(divide, { by: 0 })).rejects.toMatchObject({ code: '22012' })
      expect(await database.readRows(divide, { by: 1 })).toEqual([{ a: 1 }])
      await expect(database.readRows(spoil, {})).rejects.toMatchObject({ code: 'XX000' })
    }
    expect(await database.readRows(divide, { by: 1 })).toEqual([{ a: 1 }])
  }, 60_000)

  // A server has another connection for them, and to watch for it costs a tenth of a write.
  it.runIf(inject('databases').kind === 'embedded')('are refused inside a write', async () => {
    await expect(database.write(() => database.readRows(double, { number: 1 }))).rejects.toThrow('inside a write')
  })

  it('come before the deadline or not at all, and the next ones do', async () => {
    await expect(database.readRows(linger(), {}, { deadlineMs: 500 })).rejects.toMatchObject({
      status: 503,
      code: 'deadline_exceeded',
    })
    expect(await database.readRows(double, { number: 1 }, { deadlineMs: 60_000 })).toEqual([{ a: 2 }])
  }, 120_000)
})

describe('an answer', () => {
  it('is held by nobody but who asked', async () => {
    setFlagsFromString('--expose-gc')
    const collectGarbage = runInNewContext('gc') as () => void
    const ask = async () => {
      const [read] = await database.read((handle) => handle.rows<object>(sql`SELECT 1 AS a`))
      const [written] = await database.write((transaction) => transaction.rows<object>(sql`SELECT 1 AS a`))
      return [read, written].map((row) => new WeakRef(row as object))
    }
    const answers = await ask()
    // The driver holds on to its last query until the next.
    await ask()
    await new Promise((resolve) => setTimeout(resolve, 10))
    collectGarbage()
    expect(answers.map((answer) => answer.deref())).toEqual([undefined, undefined])
  })
})

describe('a write', () => {
  it('is kept when its work resolves and undone when it throws', async () => {
    const before = await countNotes()
    await database.write((transaction) => transaction.run(sql`INSERT INTO notes VALUES (${randomUUID()}, 'kept')`, 1))
    await expect(
      database.write(async (transaction) => {
        await transaction.run(sql`INSERT INTO notes VALUES (${randomUUID()}, 'undone')`, 1)
        throw new Error('changed its mind')
      }),
    ).rejects.toThrow('changed its mind')
    expect(await countNotes()).toBe((before ?? 0) + 1)
  })

  // A server has another connection for it, and to watch for it costs a tenth of a write.
  it.runIf(inject('databases').kind === 'embedded')(
    'refuses the database itself inside, instead of waiting',
    async () => {
      await expect(database.write(() => database.read((handle) => handle.rows(sql`SELECT 1`)))).rejects.toThrow(
        'inside a write',
      )
      await expect(database.write(() => database.write(async () => 1))).rejects.toThrow('inside a write')
    },
  )

  it('throws when a statement in it failed and the failure was kept quiet', async () => {
    const before = await countNotes()
    await expect(
      database.write(async (transaction) => {
        await transaction.run(sql`INSERT INTO notes VALUES (${randomUUID()}, 'lost')`)
        await transaction.rows(sql`SELECT 1/0`).catch(() => {})
      }),
    ).rejects.toThrow('rolled back')
    expect(await countNotes()).toBe(before)
  })

  it('whose statement fails in front of others is undone, and who comes next is answered', async () => {
    const statement = (value: string) => sql`SELECT ${value}::text AS a, ${Math.random()}::float8 AS other`
    for (const failing of ['a\0b', 'no number'])
      for (const behind of [1, 2, 5]) {
        const work = database.write((transaction) =>
          Promise.all([
            transaction.rows(failing === 'no number' ? sql`SELECT ${failing}::text::integer AS a` : statement(failing)),
            ...Array.from({ length: behind }, (_, i) => transaction.rows(statement(String(i)))),
          ]),
        )
        const next = Array.from({ length: 12 }, (_, i) =>
          database.read((handle) => handle.rows<{ a: string }>(statement(`next ${i}`))),
        )
        await expect(work).rejects.toMatchObject(failing === 'no number' ? { code: '22P02' } : { status: 400 })
        expect((await Promise.all(next)).map(([row]) => row?.a)).toEqual(next.map((_, i) => `next ${i}`))
      }
  })

  it('gives out a handle that is dead afterwards', async () => {
    let leaked: { rows(query: ReturnType<typeof sql>): Promise<unknown> } | undefined
    await database.write(async (transaction) => {
      leaked = transaction
    })
    await expect(async () => leaked?.rows(sql`SELECT 1`)).rejects.toThrow('has ended')
  })
})

describe('a write that starts at once', () => {
  const scope = aScope('incidents.report')
  const aNote = (text: string) => sql`INSERT INTO notes SELECT ${randomUUID()}::uuid, ${text} WHERE ${onlyInScope}`
  const options = { startsAtOnce: true }
  beforeAll(() =>
    database.write((transaction) =>
      transaction.run(sql`GRANT SELECT, INSERT ON notes TO ${sql.identifier(applicationRole)}`),
    ),
  )

  it('has its first statement in it, and all that follow', async () => {
    const before = (await countNotes()) ?? 0
    const add = async (handle: Transaction) => {
      await handle.run(aNote('first'), 1)
      await handle.run(aNote('second'), 1)
    }
    await database.writeAs(scope, add, options)
    expect(await countNotes()).toBe(before + 2)
    const undone = database.writeAs(
      scope,
      async (handle) => {
        await add(handle)
        throw new Error('changed its mind')
      },
      options,
    )
    await expect(undone).rejects.toThrow('changed its mind')
    expect(await countNotes()).toBe(before + 2)
  })

  it('tells why its head failed, and writes nothing', async () => {
    const before = await countNotes()
    // A longer time than the database takes: the SET in the head of the transaction fails.
    const work = database.writeAs(scope, (handle) => handle.run(aNote('lost')), {
      ...options,
      deadlineMs: 2_147_483_400,
    })
    await expect(work).rejects.toMatchObject({ code: '22023' })
    expect(await countNotes()).toBe(before)
  })

  it('sends no second statement before it has begun', async () => {
    const before = await countNotes()
    const work = database.writeAs(
      scope,
      (handle) => Promise.all([handle.run(aNote('first')), handle.run(aNote('second'))]),
      options,
    )
    await expect(work).rejects.toThrow('only a first statement')
    expect(await countNotes()).toBe(before)
  })

  it('sends no first statement that would write outside of it as well', async () => {
    const before = await countNotes()
    const note = sql`INSERT INTO notes VALUES (${randomUUID()}, 'anywhere')`
    await expect(database.writeAs(scope, (handle) => handle.run(note), options)).rejects.toThrow('looks whose it is')
    expect(await countNotes()).toBe(before)
  })

  it('writes nothing with a statement that looks, outside of it', async () => {
    expect(await database.write((handle) => handle.run(aNote('outside')))).toBe(0)
    expect(await database.writeAs(scope, (handle) => handle.run(aNote('inside')))).toBe(1)
  })
})

describe('a statement that nobody waits for', () => {
  const aNote = (text: string) => sql`INSERT INTO notes VALUES (${randomUUID()}, ${text})`
  const noNumber = sql`INSERT INTO notes SELECT gen_random_uuid(), ${'no number'}::text::integer`

  it('is done when the write is, in its turn', async () => {
    const name = randomUUID()
    await database.write(async (transaction) => {
      transaction.runLater(aNote(name))
      transaction.runLater(sql`UPDATE notes SET text = text || ' changed' WHERE text = ${name}`)
      expect(
        await transaction.rows(sql`SELECT FROM notes WHERE text = ${`${name} changed`}`),
        'what comes behind it sees what it did',
      ).toHaveLength(1)
      transaction.runLater(aNote(`${name} second`))
    })
    const found = await database.read((handle) =>
      handle.rows<{ text: string }>(sql`SELECT text FROM notes WHERE text LIKE ${`${name}%`} ORDER BY text`),
    )
    expect(found.map(({ text }) => text)).toEqual([`${name} changed`, `${name} second`])
  })

  it('undoes everything where it fails, and it is its error that is told', async () => {
    const before = await countNotes()
    const last = database.write(async (transaction) => {
      await transaction.run(aNote('before'), 1)
      transaction.runLater(noNumber)
      transaction.runLater(aNote('behind'))
    })
    await expect(last).rejects.toMatchObject({ code: '22P02' })
    const waited = database.write(async (transaction) => {
      transaction.runLater(aNote('before'))
      transaction.runLater(noNumber)
      await transaction.run(aNote('behind'), 1)
    })
    await expect(waited).rejects.toMatchObject({ code: '22P02' })
    await expect(
      database.write(async (transaction) => {
        transaction.runLater(noNumber)
        await transaction.rows(sql`SELECT 1`).catch(() => {})
      }),
    ).rejects.toMatchObject({ code: '22P02' })
    expect(await countNotes()).toBe(before)
  })

  it('without one of its values is refused at once, not left out', async () => {
    const before = await countNotes()
    const work = database.write(async (transaction) => {
      await transaction.run(aNote('before'), 1)
      transaction.runLater(sql`INSERT INTO notes VALUES (${randomUUID()}, ${sql.param(undefined)})`)
    })
    await expect(work).rejects.toThrow('lacks a value')
    expect(await countNotes()).toBe(before)
  })

  it('is undone with the work that throws behind it', async () => {
    const before = await countNotes()
    const work = database.write(async (transaction) => {
      transaction.runLater(aNote('undone'))
      throw new Error('changed its mind')
    })
    await expect(work).rejects.toThrow('changed its mind')
    expect(await countNotes()).toBe(before)
  })

  it.runIf(inject('databases').kind === 'server')(
    'is not sent again, outside its transaction, where the server does not know it any more',
    async () => {
      const own = await openTestDatabase()
      try {
        await own.write((transaction) => transaction.run(sql`CREATE TABLE notes (id uuid PRIMARY KEY, text text)`))
        const count = () => own.read((handle) => handle.rows(sql`SELECT count(*)::int AS count FROM notes`))
        await own.write(async (transaction) => transaction.runLater(aNote('known')))
        const work = own.write(async (transaction) => {
          await transaction.rows(sql`DEALLOCATE ALL`)
          transaction.runLater(aNote('forgotten'))
        })
        await expect(work).rejects.toMatchObject({ code: '26000' })
        expect(await count()).toEqual([{ count: 1 }])
      } finally {
        await own.close()
      }
    },
  )

  it('nor is one that is waited for, behind the ROLLBACK', async () => {
    const own = await openTestDatabase()
    try {
      await own.write((transaction) => transaction.run(sql`CREATE TABLE notes (id uuid PRIMARY KEY, text text)`))
      await own.write((transaction) => transaction.run(aNote('known')))
      for (let round = 0; round < 10; round += 1) {
        const work = own.write(async (transaction) => {
          await transaction.rows(sql`DEALLOCATE ALL`)
          await Promise.all([
            transaction.rows(sql`SELECT 1 / (count(*) - count(*)) FROM generate_series(1, 100000)`),
            transaction.run(aNote('forgotten')),
          ])
        })
        await expect(work).rejects.toMatchObject({ code: '22012' })
        await own.write((transaction) => transaction.run(aNote(`known ${round}`)))
      }
      const left = await own.read((handle) => handle.rows(sql`SELECT FROM notes WHERE text = 'forgotten'`))
      expect(left).toHaveLength(0)
    } finally {
      await own.close()
    }
  }, 60_000)

  it('comes before the deadline or undoes the write, and the next ones work', async () => {
    const before = await countNotes()
    const work = database.write(
      async (transaction) => {
        transaction.runLater(aNote('late'))
        transaction.runLater(endless())
        transaction.runLater(aNote('behind'))
      },
      { deadlineMs: 500 },
    )
    await expect(work).rejects.toMatchObject({ status: 503, code: 'deadline_exceeded' })
    expect(await countNotes()).toBe(before)
    for (let time = 0; time < 20; time++)
      await database.write((transaction) => transaction.rows(sql`SELECT 1`), { deadlineMs: 60_000 })
  }, 120_000)
})

describe('an exception inside a spatial function', () => {
  it('is an error to a read, whether or not rows are counted', async () => {
    const query = sql`SELECT ST_AsText(${throwing}) AS a`
    await expect(database.read((handle) => handle.rows(query))).rejects.toMatchObject({ code: 'XX000' })
    await expect(database.read((handle) => handle.exactly(1, query))).rejects.toMatchObject({ code: 'XX000' })
    const withParameter = sql`SELECT ST_AsText(${throwing}) AS a WHERE ${1}::int = 1`
    await expect(database.read((handle) => handle.rows(withParameter))).rejects.toMatchObject({ code: 'XX000' })
    await expect(database.read((handle) => handle.orm.execute(query))).rejects.toThrow()
  })

  it('undoes the write it happens in, rows that were right before it included', async () => {
    const before = await countNotes()
    await expect(
      database.write(async (transaction) => {
        await transaction.run(sql`INSERT INTO notes VALUES (${randomUUID()}, 'first')`)
        await transaction.run(sql`INSERT INTO notes SELECT ${randomUUID()}::uuid, ST_AsText(${throwing})`)
      }),
    ).rejects.toMatchObject({ code: 'XX000' })
    expect(await countNotes()).toBe(before)
  })

  it('in one row of many does not leave the others as if they were all', async () => {
    const query = sql`SELECT ST_AsText(ST_Union(ST_MakeEnvelope(0, 0, 1, 1, 4326), shape, -1)) AS a
      FROM (SELECT ST_MakeEnvelope(n, 0, n + 1, 1, 4326) AS shape FROM generate_series(1, 50) n UNION ALL SELECT ${bowtie}) shapes`
    await expect(database.read((handle) => handle.rows(query))).rejects.toMatchObject({ code: 'XX000' })
  })

  it('is the same error for every function that overlays, with the reason in it', async () => {
    const other = sql`ST_GeomFromText('POLYGON((0 0.1,2 2.1,2 0,0 2,0 0.1))', 4326)`
    for (const expression of [
      sql`ST_Intersection(${bowtie}, ${other})`,
      sql`ST_Difference(${bowtie}, ${other})`,
      sql`ST_SymDifference(${bowtie}, ${other})`,
      throwing,
    ]) {
      const inOneRow = sql`SELECT ST_AsText(${expression}) AS a FROM generate_series(1, 3) WHERE ${1}::int = 1`
      await expect(database.read((handle) => handle.rows(inOneRow))).rejects.toThrow('TopologyException')
    }
  })

  it('reaches a function in the database as an error it can catch', async () => {
    await database.write((transaction) =>
      transaction.run(sql`CREATE FUNCTION union_of_bowtie() RETURNS text LANGUAGE plpgsql AS $$
        BEGIN RETURN ST_AsText(${throwing}); EXCEPTION WHEN OTHERS THEN RETURN 'caught'; END $$`),
    )
    expect(await database.read((handle) => handle.rows(sql`SELECT union_of_bowtie() AS a`))).toEqual([{ a: 'caught' }])
  })

  it('a thousand times over leaves the database as it was', async () => {
    for (let time = 0; time < 1000; time++)
      await database
        .read((handle) => handle.rows(sql`SELECT ${throwing}`))
        .then(
          () => expect.unreachable(),
          () => {},
        )
    expect(await countNotes()).toBeGreaterThanOrEqual(0)
  })
})

describe('a deadline', () => {
  it('ends a read that takes too long, and the next one works', async () => {
    const startedAt = performance.now()
    await expect(database.read((handle) => handle.rows(endless()), { deadlineMs: 500 })).rejects.toMatchObject({
      status: 503,
      code: 'deadline_exceeded',
    })
    // Without one it would take for ever.
    expect(performance.now() - startedAt).toBeLessThan(15_000)
    // The embedded database opens again first, which takes seconds.
    const next = await database.read((handle) => handle.rows(sql`SELECT 1 AS a`), { deadlineMs: 60_000 })
    expect(next).toEqual([{ a: 1 }])
  }, 120_000)

  it('ends a write whose statement takes too long, undone, and the next one works', async () => {
    const before = await countNotes()
    await expect(
      database.write(
        async (transaction) => {
          await transaction.run(sql`INSERT INTO notes VALUES (${randomUUID()}, 'late')`)
          await transaction.rows(endless())
        },
        { deadlineMs: 500 },
      ),
    ).rejects.toMatchObject({ status: 503, code: 'deadline_exceeded' })
    expect(await countNotes()).toBe(before)
  }, 120_000)

  it('ends a write that waits for something else, and frees the database', async () => {
    const before = await countNotes()
    await expect(
      database.write(
        async (transaction) => {
          await transaction.run(sql`INSERT INTO notes VALUES (${randomUUID()}, 'idle')`)
          await new Promise((resolve) => setTimeout(resolve, 60_000).unref())
        },
        { deadlineMs: 500 },
      ),
    ).rejects.toMatchObject({ code: 'deadline_exceeded' })
    expect(await countNotes()).toBe(before)
  })
})

describe('migrating', () => {
  it('again, and many at once, changes nothing', async () => {
    const reports = await Promise.all(Array.from({ length: 5 }, () => migrateDatabase(database)))
    expect(reports).toEqual(Array.from({ length: 5 }, () => ({ applied: 0 })))
  })

  it('puts the tables into the schema of the county', async () => {
    const rows = await database.read((handle) =>
      handle.rows(sql`SELECT schemaname FROM pg_tables WHERE tablename = 'grid_versions'`),
    )
    expect(rows).toEqual([{ schemaname: 'county_530326' }])
  })

  it('refuses a database made by a newer version, before changing anything', async () => {
    const newer = Date.now() * 10
    await database.write((transaction) =>
      transaction.run(sql`INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('newer', ${newer})`, 1),
    )
    await expect(migrateDatabase(database)).rejects.toMatchObject({ name: 'StartError' })
    await database.write((transaction) =>
      transaction.run(sql`DELETE FROM __drizzle_migrations WHERE hash = 'newer'`, 1),
    )
  })
})
