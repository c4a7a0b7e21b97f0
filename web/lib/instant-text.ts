/** The local time as a field for date and time wants it: `2026-11-24T08:00`. Pure but for the zone of the computer. */
export const writeInstant = (instantMs: number): string =>
  new Date(instantMs - new Date(instantMs).getTimezoneOffset() * 60_000).toISOString().slice(0, 16)

/** What such a field says, or null for what is half typed: no instant, or one of the year 202 on the way to 2026. Pure
 *  but for the zone of the computer. */
export function readInstant(text: string, minMs: number, maxMs: number): number | null {
  const instantMs = new Date(text).getTime()
  return instantMs >= minMs && instantMs <= maxMs ? instantMs : null
}
