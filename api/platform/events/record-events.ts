import { sql } from 'drizzle-orm'
import type { Transaction } from '#api/platform/db/client.ts'
import { prepareStatement } from '#api/platform/db/prepared-statement.ts'
import { type NewEvent, newEvent } from './events.contract.ts'

/** The key of the lock under which a county's events are numbered; the county's schema is the second key. */
const eventLogLock = 0x06e7

// Before the numbers are drawn, in a statement of its own: within one, nobody says what is done first. The payload stays
// empty: 8,000 bytes of it would fail this transaction, and the log is what is read.
const eventLock = prepareStatement<{ key: number }, never>(
  sql`SELECT pg_advisory_xact_lock(${sql.placeholder('key')}, hashtext(current_schema())),
        pg_notify('onegrid_events_' || current_schema(), '')`,
)
// The text is cast twice because the driver would encode a parameter of type json again.
const eventInsert = prepareStatement<{ rows: string }, never>(
  sql`INSERT INTO event_log (name, record_kind, record_id, version, area_code, data)
      SELECT name, "recordKind", "recordId", version, area, data
      FROM json_to_recordset(${sql.placeholder('rows')}::text::json)
        AS event(place integer, name text, "recordKind" text, "recordId" text, version integer, area text, data jsonb)
      ORDER BY place`,
)

/**
 * Adds events to the log, in this order. **The last thing a transaction does**: from here on every other writer of the county
 * waits until it has committed, and only so is the order of the numbers the order of the commits, and a reader that has seen
 * 41 never finds a 40 later. Nothing of it is waited for: the lock, the events and the COMMIT go out together, and the others
 * wait for the database alone, not for this process to hear of each step (at a loaded machine that made six times as many
 * writes a second). Wakes the readers, of all processes, when it commits. Throws for an event that the contract does not know,
 * such as one that carries a text.
 */
export async function recordEvents(transaction: Transaction, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return
  const rows = events.map((event, place) => ({ place, version: null, ...newEvent.parse(event) }))
  transaction.runLater(eventLock.bind({ key: eventLogLock }))
  transaction.runLater(eventInsert.bind({ rows: JSON.stringify(rows) }))
}
