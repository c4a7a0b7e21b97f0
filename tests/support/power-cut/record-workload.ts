import type { PGlite } from '@electric-sql/pglite'
import type { DiskEvent } from './disk-log.ts'

/*
 * What the database is kept busy with while its disk is recorded: transactions of one to six rows of 20 bytes to 20 KB,
 * with a place on the map and indexes of three kinds, some changed later, some undone; and between them what moves files
 * about: checkpoints, VACUUM, tables that come and go, WAL segments that end.
 *
 * Every row says of itself which transaction wrote it, how many rows that had, and what its own text hashes to. So a
 * checker needs nothing but the database and the list of what was acknowledged.
 */

export const prepareStatements = `
  CREATE TABLE public.records (
    transaction int NOT NULL, number int NOT NULL, size int NOT NULL,
    body text NOT NULL, digest text NOT NULL, place geometry(Point, 4326) NOT NULL,
    PRIMARY KEY (transaction, number));
  CREATE INDEX records_digest ON public.records USING hash (digest);
  CREATE INDEX records_place ON public.records USING gist (place);
  CREATE TABLE public.totals (id int PRIMARY KEY, transaction int NOT NULL, records int NOT NULL);
  INSERT INTO public.totals VALUES (1, 0, 0)`

/** Runs `transactions` acknowledged transactions and marks each in the log. */
export async function recordWorkload(options: {
  session: PGlite
  log: DiskEvent[]
  transactions: number
  random: () => number
}): Promise<void> {
  const { session, log, transactions, random } = options
  const below = (limit: number) => Math.floor(random() * limit)
  for (let transaction = 1; transaction <= transactions; transaction++) {
    const size = 1 + below(6)
    const bytes = random() < 0.1 ? 20_000 : 20 + below(400)
    const insert = `
      INSERT INTO public.records
      SELECT ${transaction}, number, ${size}, body, md5(body), ST_SetSRID(ST_MakePoint(103 + number, 26), 4326)
      FROM generate_series(1, ${size}) AS number,
        LATERAL (SELECT left(string_agg(md5(${transaction}::text || '-' || number || '-' || part), ''), ${bytes}) AS body
          FROM generate_series(1, ${Math.ceil(bytes / 32)}) AS part) AS made`
    // One row that every transaction changes: an update is lost or torn as easily as an insert.
    const total = `UPDATE public.totals SET transaction = ${transaction}, records = records + ${size} WHERE id = 1`
    if (random() < 0.08) await session.exec(`BEGIN; ${insert}; ROLLBACK`)
    await session.exec(`BEGIN; ${insert}; ${total}; COMMIT`)
    log.push({ kind: 'acknowledge', transaction })

    const chance = random()
    if (chance < 0.04) await session.exec('CHECKPOINT')
    else if (chance < 0.05) await session.exec('VACUUM public.records')
    else if (chance < 0.06) await session.exec('VACUUM public.totals')
    // A new segment is 16 MB of zeros in the log.
    else if (chance < 0.067) await session.exec('SELECT pg_switch_wal()')
    else if (chance < 0.1)
      await session.exec(
        'DROP TABLE IF EXISTS public.passing; CREATE TABLE public.passing AS SELECT * FROM public.records LIMIT 50',
      )
    else if (chance < 0.12) await session.exec('REINDEX TABLE public.records')
    else if (chance < 0.13) await session.exec('VACUUM FULL public.totals')
  }
}
