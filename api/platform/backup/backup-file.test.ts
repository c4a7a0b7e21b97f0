import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeRunFolder, removeFolder } from '../../../tests/support/run-folder.ts'
import { type BackupHeader, formatHead, parseHead, type TableEntry } from './backup-format.ts'
import type { DigestName } from './digest.ts'
import { BackupRefused, readBackupRows, verifyBackupFile } from './read-backup-file.ts'
import { writeBackupFile } from './write-backup-file.ts'

const schema = 'county_530326'
const aTable = (name: string, rows: number): TableEntry => ({
  kind: 'table',
  schema,
  name,
  columns: ['id', 'text'],
  rows,
})
const aHeader = (more: Partial<BackupHeader> = {}): BackupHeader => ({
  digest: 'sha256',
  program: '0.1.0',
  county: '530326',
  createdAt: '2026-11-26T05:00:00.000Z',
  migrations: { [schema]: [1_790_000_000_000] },
  sequences: [],
  entries: [aTable('empty', 0), aTable('rows', 3), aTable('last', 1)],
  ...more,
})
const rows: Record<string, string[]> = {
  empty: [],
  rows: ['["1","一\\n\\"二\\""]', '["2",null]', '["3","{\\"rows\\":3}"]'],
  last: ['["1",""]'],
}

let folder: string
let made = 0
const newFile = () => join(folder, `${++made}.ocb`)
beforeAll(() => {
  folder = makeRunFolder('backup')
})
afterAll(() => removeFolder(folder))

async function write(more: { digest?: DigestName; header?: BackupHeader; read?: typeof rows } = {}): Promise<string> {
  const file = newFile()
  const { digest = 'sha256', header = aHeader({ digest }), read = rows } = more
  await writeBackupFile({
    file,
    header,
    async *readRows({ name }) {
      for (const line of read[name] ?? []) yield [line]
    },
  })
  return file
}

const refusal = (file: string) =>
  verifyBackupFile(file).then(
    () => 'whole',
    (error: unknown) => (error instanceof BackupRefused ? error.sentence.en : String(error)),
  )

describe('a backup file', () => {
  it.each(['sha256', 'sm3'] as const)('gives back what was written, with %s', async (digest) => {
    const backup = await verifyBackupFile(await write({ digest }))
    expect(backup.header).toEqual(aHeader({ digest }))
    const read: string[] = []
    for await (const { entry, lines } of readBackupRows(backup))
      for (const line of lines) read.push(`${entry.name} ${line}`)
    expect(read).toEqual(Object.entries(rows).flatMap(([name, lines]) => lines.map((line) => `${name} ${line}`)))
  })

  it('says what it is in its first line, and nobody else may read it', async () => {
    const file = await write()
    expect(readFileSync(file, 'latin1').split('\n')[0]).toBe('OneGrid backup 1')
    const { mode } = await import('node:fs').then(({ statSync }) => statSync(file))
    expect(mode & 0o077).toBe(0)
  })

  it('is refused with any one byte turned', async () => {
    const file = await write()
    const whole = readFileSync(file)
    for (let place = 0; place < whole.length; place++) {
      const bytes = Buffer.from(whole)
      bytes[place] = (bytes[place] as number) ^ (1 << (place % 8))
      writeFileSync(file, bytes)
      expect(await refusal(file), `byte ${place}`).toMatch(/damaged or cut|no backup of OneGrid|newer OneGrid/)
    }
  })

  it('is refused cut at any byte, and with a byte more', async () => {
    const file = await write()
    const whole = readFileSync(file)
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(file, whole.subarray(0, length))
      expect(await refusal(file), `${length} bytes`).toMatch(/damaged or cut|no backup of OneGrid/)
    }
    writeFileSync(file, Buffer.concat([whole, Buffer.from('\n')]))
    expect(await refusal(file)).toMatch(/damaged or cut/)
    writeFileSync(file, whole)
    expect(await refusal(file)).toBe('whole')
  })

  it('of a newer format asks for an upgrade', async () => {
    const file = await write()
    writeFileSync(file, readFileSync(file, 'latin1').replace('OneGrid backup 1', 'OneGrid backup 3'), 'latin1')
    expect(await refusal(file)).toMatch(/newer OneGrid; upgrade/)
  })

  it('that is another file is called that', async () => {
    const file = newFile()
    writeFileSync(file, '{"type":"FeatureCollection"}')
    expect(await refusal(file)).toMatch(/is no backup of OneGrid/)
  })

  it('is not left where the rows are other than counted, or stop coming', async () => {
    await expect(write({ read: { ...rows, rows: ['["1",""]'] } })).rejects.toThrow('rows: 1 rows were read of 3')
    const header = aHeader()
    const file = newFile()
    const written = writeBackupFile({
      file,
      header,
      // biome-ignore lint/correctness/useYield: it fails before its first row
      async *readRows() {
        throw new Error('the database is gone')
      },
    })
    await expect(written).rejects.toThrow('the database is gone')
    for (const name of [file, `${file}.partial`]) expect(() => rmSync(name)).toThrow('ENOENT')
  })

  it('has a header that is checked as a whole', () => {
    expect(parseHead(formatHead(aHeader())).header).toEqual(aHeader())
    for (const wrong of [{ county: '53' }, { digest: 'md5' }, { entries: [{ ...aTable('photo', 1), kind: 'file' }] }])
      expect(() => parseHead(formatHead({ ...aHeader(), ...wrong } as BackupHeader)), JSON.stringify(wrong)).toThrow(
        /the header is none/,
      )
  })
})
