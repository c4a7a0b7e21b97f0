import { photoFolder } from '#api/operations/incidents/photo-folder.ts'
import { createPhotoStore } from '#api/operations/incidents/photo-store.ts'
import { digestHelp, readDigestSetting } from '#api/platform/audit/digest.ts'
import { recordBackup } from '#api/platform/backup/record-backup.ts'
import { type BackupProgress, takeBackup } from '#api/platform/backup/take-backup.ts'
import { backupApplicationName } from '#api/platform/db/embedded/busy-signal.ts'
import { describeFiles } from './restore/describe-files.ts'
import { readArguments } from './start/read-arguments.ts'
import { readVersion } from './start/read-version.ts'
import { createProgressPrinter, sentenceOf, withCommas } from './start/report.ts'
import { environmentHelp, runTool, withDatabase } from './start/run-tool.ts'
import { stopOnSignal } from './start/stop-on-signal.ts'
import { toolActor } from './start/tool-actor.ts'

const help = `用法 / usage: npm run backup -- FILE

  FILE            写入的备份文件，不能已存在 / the backup to write, which must not exist: county-2026-11-26.ocb
  --help          显示本说明 / show this

服务运行时也可用。内嵌数据库备份时写入等候几秒，服务器数据库不受影响。两种数据库的备份可互相恢复。
Also while the server runs. With the embedded database writes wait for some seconds; with a server database nothing waits.
A backup of either restores into the other.
备份含账号的密码摘要、签名密钥和全部个人信息，须像数据库一样保管；登录会话不在其中，恢复后所有人重新登录。
It has the hashes of passwords, the key that signs cookies and all personal data: keep it as you keep the database. Sessions
are not in it; after a restore everybody signs in again.

${environmentHelp}
${digestHelp}`

const stepWords: Record<BackupProgress['step'], string> = {
  read: '读取（行） / read (rows)',
  files: '照片（文件） / photos (files)',
  verify: '核对（字节） / verify (bytes)',
}

runTool(async () => {
  const { values, positionals } = readArguments({
    options: { help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  })
  if (values.help) return console.log(help)
  const [file, ...rest] = positionals
  if (!file || rest.length > 0) {
    console.error(help)
    process.exitCode = 2
    return
  }
  const signal = stopOnSignal({ zh: '备份已中止，没有留下文件。', en: 'The backup was stopped; it left no file.' })
  const auditDigest = readDigestSetting(process.env)
  await withDatabase(
    async (database, { county, digest, photosFolder }) => {
      const unrecorded = await recordBackup(database, { file, actor: toolActor(), auditDigest })
      if (unrecorded)
        console.error(`备份没有记入审计，仍继续 / not told in the audit trail, and goes on: ${sentenceOf(unrecorded)}`)
      const { header, bytes, readMs, sharedWith, files } = await takeBackup({
        database,
        county,
        file,
        program: readVersion(),
        digest,
        folder: photoFolder(createPhotoStore(photosFolder, county)),
        onProgress: createProgressPrinter(stepWords),
        signal,
      })
      const rows = header.entries.reduce((sum, entry) => sum + entry.rows, 0)
      const seconds = (readMs / 1000).toFixed(1)
      console.log(
        `已备份并核对 / backed up and verified: ${file} (${withCommas(header.entries.length)} 表 tables, ` +
          `${withCommas(rows)} 行 rows, ${(bytes / 1e6).toFixed(1)} MB)`,
      )
      for (const line of describeFiles(files)) console.log(line)
      if (sharedWith.length > 0)
        console.log(
          `账号由多个县（${sharedWith.join('、')}）共用，没有备份；请用 pg_dump 备份模式 onegrid / the accounts are shared ` +
            `with ${sharedWith.join(', ')} and not in it; back up the schema onegrid with pg_dump`,
        )
      if (database.isAttached) console.log(`写入等候了 ${seconds} 秒 / writes waited for ${seconds} s`)
    },
    { isOldOnly: true, keepsSchema: true, applicationName: backupApplicationName },
  )
})
