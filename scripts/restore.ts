import { photoFolder } from '#api/operations/incidents/photo-folder.ts'
import { createPhotoStore } from '#api/operations/incidents/photo-store.ts'
import { readSecretSettings, secretHelp } from '#api/platform/access/access-settings.ts'
import { digestHelp, readDigestSetting } from '#api/platform/audit/digest.ts'
import { verifyBackupFile } from '#api/platform/backup/read-backup-file.ts'
import {
  type RestoreProgress,
  requireRestorable,
  restoreApplicationName,
  restoreBackup,
} from '#api/platform/backup/restore-backup.ts'
import { describeFiles } from './restore/describe-files.ts'
import { describeRestore } from './restore/describe-restore.ts'
import { checkFiles } from './start/check-files.ts'
import { describeUnreadable } from './start/describe-unreadable.ts'
import { markFirstLoadDone } from './start/first-load.ts'
import { readArguments } from './start/read-arguments.ts'
import { createProgressPrinter, withCommas } from './start/report.ts'
import { environmentHelp, readToolConfig, runTool, withDatabase } from './start/run-tool.ts'
import { stopOnSignal } from './start/stop-on-signal.ts'
import { toolActor } from './start/tool-actor.ts'

const help = `用法 / usage: npm run restore -- FILE [--check | 选项 / options]

  FILE            npm run backup 写的备份 / a backup that npm run backup has written
  --replace       用备份取代库中已有的数据 / let the backup take the place of what is in the database
  --check         只核对文件，不恢复 / verify the file alone, restore nothing
  --revoke-keys-and-walls
                  撤销备份中的全部密钥和大屏 / revoke all keys and walls of the backup
  --disable-accounts
                  停用备份中除县管理员外的全部账户 / disable all its accounts but the county's administrators
  --accept-broken-audit
                  审计链已断的备份也恢复，并记入审计 / restore although its audit trail is broken, and record that
  --help          显示本说明 / show this

先停止服务。文件损坏、检查不通过、中途断电或被杀，库中数据都保持原样。
Stop the server first. A damaged file, a check that fails, a kill or a power cut leave the database as it was.
恢复后所有人重新登录。被取代的库还读得出时，备份之后停用、撤销、改密的保持关闭；读不出时会说明，可用以上两个选项全部关闭。
After it everybody signs in again. What was disabled, revoked or changed after the backup stays closed as far as the database
that is replaced can be read; where it cannot, that is said, and the two options above close everything.
备份之后的审计记录随恢复消失，请先导出：npm run audit -- export。
Lines of the audit trail from after the backup go with a restore; export them before.

${environmentHelp}
${digestHelp}
${secretHelp}`

const stepWords: Record<RestoreProgress['step'] | 'verify', string> = {
  verify: '核对备份文件（字节） / verify the file (bytes)',
  clear: '取代现有数据（行） / replace what is there (rows)',
  load: '恢复（行） / restore (rows)',
  check: '检查恢复结果 / check what was restored',
  commit: '提交 / commit',
}

runTool(async () => {
  const { values, positionals } = readArguments({
    options: {
      replace: { type: 'boolean' },
      check: { type: 'boolean' },
      'revoke-keys-and-walls': { type: 'boolean' },
      'disable-accounts': { type: 'boolean' },
      'accept-broken-audit': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
    allowPositionals: true,
  })
  if (values.help) return console.log(help)
  const [file, ...rest] = positionals
  const { check: isCheck, help: _, ...choices } = values
  if (!file || rest.length > 0 || (isCheck && Object.keys(choices).length > 0)) {
    console.error(help)
    process.exitCode = 2
    return
  }
  checkFiles([file])
  const auditDigest = readDigestSetting(process.env)
  const secrets = readSecretSettings(process.env)
  const signal = stopOnSignal({
    zh: '恢复已中止，数据库未作任何改动。',
    en: 'The restore was stopped; nothing was changed.',
  })
  const printProgress = createProgressPrinter(stepWords)
  const backup = await verifyBackupFile(file, {
    onProgress: (done, total) => printProgress({ step: 'verify', done, total }),
    signal,
  })
  const { county, createdAt, program, entries } = backup.header
  const rows = entries.reduce((sum, entry) => sum + entry.rows, 0)
  console.log(
    `备份完好 / the backup is whole: ${county}, ${createdAt}, OneGrid ${program}, ` +
      `${withCommas(entries.length)} 表 tables, ${withCommas(rows)} 行 rows`,
  )
  if (isCheck) return
  requireRestorable(backup, readToolConfig().county)
  const revokesKeysAndWalls = values['revoke-keys-and-walls'] === true
  const disablesAccounts = values['disable-accounts'] === true
  await withDatabase(
    async (database, config) => {
      const report = await restoreBackup({
        database,
        county: config.county,
        backup,
        folder: photoFolder(createPhotoStore(config.photosFolder, config.county)),
        isReplacing: values.replace === true,
        acceptsBrokenAudit: values['accept-broken-audit'] === true,
        revokesKeysAndWalls,
        disablesAccounts,
        auditDigest,
        actor: toolActor(),
        onProgress: (progress) => {
          // What is restored is what is wanted: the next start adds no demo set to it.
          if (progress.step === 'commit' && database.kind === 'embedded') markFirstLoadDone(config.dataFolder)
          printProgress(progress)
        },
        signal,
      })
      const { replaced, leftOut, migrated, files } = report
      const gone = replaced.reduce((sum, table) => sum + (table.rows ?? 0), 0)
      if (gone > 0) console.log(`取代了 ${withCommas(gone)} 行 / replaced ${withCommas(gone)} rows`)
      if (leftOut.length > 0)
        console.log(
          `不属于 OneGrid 的表没有恢复 / tables that are none of OneGrid's were left out: ${leftOut.join(', ')}`,
        )
      if (migrated > 0) console.log(`表结构已更新 / migrations applied: ${migrated}`)
      for (const line of describeFiles(files)) console.log(line)
      const isAllClosed = revokesKeysAndWalls && disablesAccounts
      for (const line of describeRestore(report, { createdAt, isAllClosed })) console.log(line)
      const unreadable = await describeUnreadable(database, secrets)
      if (unreadable) console.log(unreadable)
      console.log(`已恢复并检查 / restored and checked: ${withCommas(rows)} 行 rows`)
    },
    { isAlone: true, keepsSchema: true, applicationName: restoreApplicationName },
  )
})
