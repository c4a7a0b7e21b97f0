import { appendFileSync } from 'node:fs'

/** How often each fault is tried: a few times in `npm test`, as often as our target says in `npm run test:faults`, which
 *  sets `ONEGRID_FAULTS=full`. */
export const isFullRun = process.env.ONEGRID_FAULTS === 'full'

export const faultCounts = isFullRun
  ? {
      crashStates: 1000,
      commitsTraced: 200,
      lockRounds: 100,
      diskFillings: 5,
      serverRestarts: 20,
      firstLoadKills: 20,
      importKills: 20,
      upgradeKills: 20,
      restoreKills: 20,
      damagedBackups: 100,
      backupsUnderWrites: 5,
      graphicsRestored: 50,
      graphicsGone: 10,
      hostileGeometries: 500,
      badRequests: 20_000,
      slowSockets: 500,
      eventsStreamed: 10_000,
      streamCuts: 200,
      stoppedReaders: 50,
      wrongPasswords: 1000,
      timedTries: 240,
      incidentKills: 20,
      eventsSoaked: 8_000,
      clockJumps: 60,
      hostilePhotos: 600,
    }
  : {
      crashStates: 12,
      commitsTraced: 20,
      lockRounds: 5,
      diskFillings: 1,
      serverRestarts: 3,
      firstLoadKills: 1,
      importKills: 1,
      upgradeKills: 2,
      restoreKills: 2,
      damagedBackups: 10,
      backupsUnderWrites: 1,
      graphicsRestored: 3,
      graphicsGone: 1,
      hostileGeometries: 127,
      badRequests: 2_000,
      slowSockets: 105,
      eventsStreamed: 800,
      streamCuts: 30,
      stoppedReaders: 10,
      wrongPasswords: 75,
      timedTries: 8,
      incidentKills: 1,
      eventsSoaked: 150,
      clockJumps: 6,
      hostilePhotos: 24,
    }

/** The seed of everything random in the fault tests; another one with `ONEGRID_FAULTS_SEED`. */
export const faultSeed = Number(process.env.ONEGRID_FAULTS_SEED ?? 530326)

/** One line of figures of a row, for the end of a full run. */
export function tellFigures(line: string): void {
  const file = process.env.ONEGRID_FAULTS_FIGURES
  if (file) appendFileSync(file, `${line}\n`)
}
