/* What a query of postgres.js tells and does beyond its types. */

/** Whether the server is at work on a statement, and not on one before it. */
export const isActive = (query: unknown): boolean => (query as { active: boolean }).active

/** postgres.js sends a prepared statement again that the server does not know any more. By then the COMMIT or the ROLLBACK may have
 *  gone out: it would be done by itself, outside its transaction, whose other statements were undone; within, it only fails again.
 *  A statement marked as cancelled is not sent. */
export function sendOnce(query: object): void {
  const own = query as { cancelled: unknown; reject(error: unknown): void }
  Object.defineProperty(query, 'retried', {
    get: () => undefined,
    set(error: unknown) {
      own.cancelled = true
      own.reject(error)
    },
  })
}
