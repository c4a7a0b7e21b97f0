import { readFileSync } from 'node:fs'
import { auditExportQuery } from '#api/platform/audit/audit.contract.ts'
import { readAuditBatches } from '#api/platform/audit/audit.service.ts'
import { findChainHead } from '#api/platform/audit/audit-chain.repo.ts'
import { exportHead, exportLine } from '#api/platform/audit/audit-lines.ts'
import { listAudit } from '#api/platform/audit/audit-list.repo.ts'
import { checkAudit } from '#api/platform/audit/check-audit.ts'
import { createAuditTrail } from '#api/platform/audit/create-audit-trail.ts'
import { digestHelp, readDigestSetting } from '#api/platform/audit/digest.ts'
import { pruneAudit } from '#api/platform/audit/prune-audit.ts'
import { giveTurn } from '#api/platform/audit/syslog.repo.ts'
import { createSyslogConnection, readSyslogAddress, syslogHelp } from '#api/platform/audit/syslog-connection.ts'
import { sendPending } from '#api/platform/audit/syslog-sender.ts'
import type { ChainReport, KeptHead } from '#api/platform/audit/verify-chain.ts'
import { instantSchema } from '#api/platform/http/shared.contract.ts'
import { findKeptHead } from './start/find-kept-head.ts'
import { readArguments, UsageError } from './start/read-arguments.ts'
import { countOf, withCommas } from './start/report.ts'
import { environmentHelp, runTool, withDatabase } from './start/run-tool.ts'
import { toolActor } from './start/tool-actor.ts'

const help = `用法 / usage: npm run audit -- COMMAND [选项 / options]

  verify          从头核对审计链，指出第一处断链（退出码 1）/ check the chain, name the first broken link (exit code 1)
    --head HASH   与另存的链尾比较，可发现链尾被截 / against a hash kept elsewhere: shows that the tail was cut
    --head-file F 同上，文件内容为 head 的输出 / the same, from a file with what \`head\` printed
    --json        以 JSON 输出 / the result as JSON
  head            打印链尾“序号 哈希”，请另处保存 / print the last "seq hash", to be kept elsewhere
  export          导出到标准输出 / write the trail to the standard output
    --format F    csv | jsonl  [jsonl]
    --from T --to T  起止时刻，如 2026-03-01T00:00:00Z / from and before these instants
  prune           清理到期的记录 / take away what was kept long enough
    --before DATE 早于此日的；180 天内的不可清理，涉及个人的保存 3 年 / older than this; 180 days are kept, 3 years what is about persons
  syslog          把尚未发送的记录发往 ONEGRID_SYSLOG / send what was not sent yet
  --help          显示本说明 / show this

以上命令在服务运行时也可用。/ All of these work while the server runs.

${environmentHelp}
${digestHelp}
${syslogHelp}`

const options = {
  head: { type: 'string' },
  'head-file': { type: 'string' },
  json: { type: 'boolean' },
  format: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  before: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const
type Values = ReturnType<typeof readArguments<{ options: typeof options; allowPositionals: true }>>['values']

/** What each command takes. */
const commands: Record<string, { takes: readonly (keyof Values)[]; run: (values: Values) => Promise<void> }> = {
  verify: { takes: ['head', 'head-file', 'json'], run: verify },
  head: { takes: [], run: printHead },
  export: { takes: ['format', 'from', 'to'], run: writeExport },
  prune: { takes: ['before'], run: prune },
  syslog: { takes: [], run: sendSyslog },
}

const oldOnly = { isOldOnly: true }

function readKept(values: Values): KeptHead | undefined {
  const file = values['head-file']
  if (values.head !== undefined && file !== undefined)
    throw new UsageError({
      zh: '--head 与 --head-file 只能用一个。',
      en: 'Give --head or --head-file, not both.',
    })
  const text = values.head ?? (file === undefined ? undefined : readText(file))
  if (text === undefined) return undefined
  const kept = findKeptHead(text)
  if (!kept)
    throw new UsageError({
      zh: '链尾应是 head 命令打印的“序号 哈希”，或单独的哈希。',
      en: 'A head is what the command head prints, "seq hash", or the hash alone.',
    })
  return kept
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UsageError({
      zh: `--head-file 读不了 ${file}：${code}。`,
      en: `--head-file cannot read ${file}: ${code}.`,
    })
  }
}

function describeReport(report: ChainReport): void {
  const { broken, first, last, rows, waiting, withoutContent, clockSuspect, inFuture, algorithms } = report
  if (broken) {
    const at = broken.seq === null ? '' : ` ${broken.seq}`
    console.log(`断链 / broken at${at}: ${broken.kind}; ${broken.reason.zh} / ${broken.reason.en}`)
    if (rows > 0) console.log(`此前完好 / good before it: ${first} – ${last}`)
    return
  }
  const span = rows > 0 ? `${first} – ${last}` : '—'
  console.log(`审计链完整 / the chain holds: ${countOf(rows, 'row')}, ${span}`)
  const notes: [number, string][] = [
    [waiting, '条待入链 / wait to be sealed'],
    [withoutContent, '行到期后内容已清理 / without content, which was taken away after its time'],
    [clockSuspect, '行时钟可疑 / marked: the clock stood wrong or jumped'],
    [inFuture, '行时间在将来 / have a time that has not come yet'],
  ]
  for (const [count, words] of notes) if (count > 0) console.log(`  ${withCommas(count)} ${words}`)
  // Anybody can write a chain without a key: whoever relies on one has to see where it ends.
  for (const { seq, name } of algorithms.length > 1 ? algorithms : [])
    console.log(`  ${seq} 起 / from ${seq} on: ${name}`)
  if (report.isHeadPruned)
    console.log('  另存的链尾在已清理的部分 / the head that was kept lies in the part that was taken away')
}

async function verify(values: Values): Promise<void> {
  const kept = readKept(values)
  const digest = readDigestSetting(process.env)
  await withDatabase(async (database) => {
    const report = await checkAudit(database, digest, kept)
    if (values.json) console.log(JSON.stringify(report))
    else describeReport(report)
    if (report.broken) process.exitCode = 1
  }, oldOnly)
}

/** Does not seal what waits: a tool without the server's key would go on in another algorithm. */
async function printHead(): Promise<void> {
  await withDatabase(async (database) => {
    const { seq, hash } = await database.read(findChainHead)
    console.log(`${seq} ${hash}`)
  }, oldOnly)
}

async function writeExport({ format = 'jsonl', from, to }: Values): Promise<void> {
  const query = auditExportQuery.safeParse({ format, from, to })
  if (!query.success)
    throw new UsageError({
      zh: '--format 应为 csv 或 jsonl；--from、--to 如 2026-03-01T00:00:00Z。',
      en: '--format takes csv or jsonl; --from and --to are like 2026-03-01T00:00:00Z.',
    })
  const { format: checkedFormat, ...filters } = query.data
  const digest = readDigestSetting(process.env)
  await withDatabase(async (database) => {
    const audit = createAuditTrail({ database, digest })
    await audit.recordAlone({
      actor: toolActor(),
      address: '',
      requestId: '',
      action: 'audit.export',
      outcome: 'done',
      details: { format: checkedFormat, filters },
    })
    await write(exportHead(checkedFormat))
    const batches = readAuditBatches((page) => database.read((handle) => listAudit(handle, filters, page)))
    for await (const items of batches) await write(items.map((item) => exportLine(checkedFormat, item)).join(''))
  }, oldOnly)
}

/** As fast as it is taken. */
const write = (text: string) =>
  new Promise<void>((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()))
  })

async function prune({ before }: Values): Promise<void> {
  const instant = before && /^\d{4}-\d{2}-\d{2}$/.test(before) ? `${before}T00:00:00Z` : before
  if (!instant || !instantSchema.safeParse(instant).success)
    throw new UsageError({ zh: '--before 需要日期，如 2026-01-31。', en: '--before takes a date, like 2026-01-31.' })
  const digest = readDigestSetting(process.env)
  await withDatabase(async (database) => {
    const audit = createAuditTrail({ database, digest })
    const { removed, emptied, keptPersonal } = await pruneAudit(database, audit, instant, { actor: toolActor() })
    console.log(
      `已清理 / taken away: ${withCommas(removed)} 行 rows, ${withCommas(emptied)} 行的内容 contents; ` +
        `${withCommas(keptPersonal)} 行涉及个人，保留 / about persons stay`,
    )
  }, oldOnly)
}

async function sendSyslog(): Promise<void> {
  const address = readSyslogAddress(process.env)
  if (!address) throw new UsageError({ zh: '没有设 ONEGRID_SYSLOG。', en: 'ONEGRID_SYSLOG is not set.' })
  await withDatabase(async (database) => {
    const connection = createSyslogConnection(address)
    const sender = `tool ${process.pid}`
    const sent = await sendPending(database, connection, sender)
    await database.write((transaction) => giveTurn(transaction, sender))
    connection.close()
    console.log(`已发送 / sent: ${countOf(sent, 'row')}`)
  }, oldOnly)
}

runTool(async () => {
  const { values, positionals } = readArguments({ options, allowPositionals: true })
  const [name = '', ...rest] = positionals
  if (values.help) return console.log(help)
  const command = Object.hasOwn(commands, name) && rest.length === 0 ? commands[name] : undefined
  if (!command) {
    console.error(name ? `没有这个命令 / no such command: ${positionals.join(' ')}\n\n${help}` : help)
    process.exitCode = 2
    return
  }
  const other = Object.keys(values).find((option) => !command.takes.includes(option as keyof Values))
  if (other)
    throw new UsageError({
      zh: `${name} 没有选项 --${other}；用法见 --help。`,
      en: `${name} has no option --${other}; see --help.`,
    })
  await command.run(values)
})
