import { expect, it } from 'vitest'
import { runStalls } from '../../scripts/bench/stalls.ts'
import { isFullRun, tellFigures } from '../support/fault-counts.ts'

// A quick run counts turns instead of milliseconds, which other tests beside it would take: tests/api/busy-server.test.ts.
it.runIf(isFullRun)('an import, exports and huge queries at once hold nobody up for longer than 100 ms', async () => {
  const reports = await runStalls(3)
  for (const { name, unit, bare, ours, notes = {} } of reports)
    tellFigures(
      `row 31: ${name} ${ours.median.toFixed(0)} ${unit} (${bare.median.toFixed(0)} with nothing to do)` +
        Object.values(notes)
          .map((note) => `; ${note}`)
          .join(''),
    )
  for (const { name, ours, reach } of reports)
    expect(ours.median, name).toBeLessThanOrEqual('ours' in reach ? reach.ours : Number.NaN)
})
