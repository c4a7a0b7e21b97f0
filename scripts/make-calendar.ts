import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import packaged from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import { type SpecialDay, workingCalendar } from '#api/platform/calendar/calendar.contract.ts'

/*
 * Fills data/reference/calendar.json with the holidays and make-up days that npm `chinese-days` knows, from 2024 on. The working
 * hours that stand there stay.
 */

const help = `Writes data/reference/calendar.json from the npm package chinese-days.

  npx tsx scripts/make-calendar.ts [--from 2024] [--to 2027]
`
const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '2024' },
    to: { type: 'string', default: '2027' },
    help: { type: 'boolean' },
  },
})
if (values.help) {
  process.stdout.write(help)
  process.exit(0)
}

/** `English,中文,days of the holiday`. */
type Days = Record<string, string>

const target = new URL('../data/reference/calendar.json', import.meta.url)
const isWanted = (date: string) => date.slice(0, 4) >= values.from && date.slice(0, 4) <= values.to
const read = (days: Days, isWorking: boolean): SpecialDay[] =>
  Object.entries(days)
    .filter(([date]) => isWanted(date))
    .map(([date, words]) => {
      const [en = '', zh = ''] = words.split(',')
      return { date, isWorking, zh: isWorking ? `${zh}调休` : zh, en: isWorking ? `Make-up day, ${en}` : en }
    })
const days = [...read(packaged.holidays, false), ...read(packaged.workdays, true)].sort((a, b) =>
  a.date.localeCompare(b.date),
)
const years = [...new Set(days.map(({ date }) => Number(date.slice(0, 4))))]
const { hours } = workingCalendar.parse(JSON.parse(await readFile(target, 'utf8')))
await writeFile(target, `${JSON.stringify(workingCalendar.parse({ hours, years, days }), null, 2)}\n`)
process.stdout.write(`${days.length} days of ${years.join(', ')}\n`)
