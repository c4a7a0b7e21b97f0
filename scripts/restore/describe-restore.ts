import { type ClosedCounts, closedKinds, type Knowledge } from '#api/platform/backup/close-again.ts'
import type { RestoreReport } from '#api/platform/backup/restore-backup.ts'
import type { Sentence } from '#api/platform/http/problem.ts'
import { withCommas } from '../start/report.ts'

const closedWords: Record<keyof ClosedCounts, string> = {
  keys: '密钥，已撤销 keys: revoked',
  walls: '大屏，已撤销 walls: revoked',
  accounts: '账户，已停用或提前到期 accounts: disabled, or with an earlier end',
  grants: '角色，已收回 roles: taken back',
  passwords: '密码，沿用备份之后的 passwords: those from after the backup',
  secondFactors: '验证器，沿用备份之后的 second factors: those from after the backup',
  bindings: '第三方绑定，已解除 bindings: removed',
  policies: '角色，仍须验证器 roles: a second factor is still needed',
}

const unreadableWords: Record<RestoreReport['unreadable'][number], string> = {
  tables: '部分表的行数 the rows of some tables',
  numbers: '已发出的编号 the numbers given out',
  audit: '审计链 the audit trail',
  access: '账户、密钥和大屏 accounts, keys and walls',
}

const unknownWords: Partial<Record<Knowledge, Sentence>> = {
  none: { zh: '原库中没有账户可对照', en: 'There were no accounts to compare with' },
  other: { zh: '原库与此备份无关', en: 'The database that was there has nothing to do with this backup' },
  unreadable: { zh: '原库读不出', en: 'The database that was there cannot be read' },
}
const options = '--replace --revoke-keys-and-walls --disable-accounts'
const hint = { zh: `可加 ${options} 再恢复一次，全部关闭`, en: `restore once more with ${options} to close everything` }

/** What a restore has to tell about access and the audit trail, a line each. Pure. */
export function describeRestore(
  { closing, unreadable, replacedTrail, brokenAudit, hasAdministrator }: RestoreReport,
  { createdAt, isAllClosed }: { createdAt: string; isAllClosed: boolean },
): string[] {
  const lines: string[] = []
  if (unreadable.length > 0)
    lines.push(
      `原库有损坏，读不出 / the database that was there is damaged, not read: ${unreadable.map((what) => unreadableWords[what]).join('; ')}`,
    )
  if (closing) {
    const { knowledge, closed, unknown } = closing
    for (const kind of closedKinds)
      if (closed[kind] > 0)
        lines.push(`未照备份恢复 / not as the backup has it: ${withCommas(closed[kind])} ${closedWords[kind]}`)
    const hasClosed = closedKinds.some((kind) => closed[kind] > 0)
    if (knowledge === 'later' && !hasClosed)
      lines.push('备份之后没有关闭过账户、密钥或大屏 / no account, key or wall was closed after the backup')
    const why = unknownWords[knowledge]
    if (why !== undefined && !isAllClosed)
      lines.push(
        `${why.zh}，${createdAt} 之后停用、撤销、改密的又恢复有效，请核对；${hint.zh} / ` +
          `${why.en}: whatever was disabled, revoked or changed after ${createdAt} is open again. Look it through, or ${hint.en}`,
      )
    if (unknown.accounts + unknown.keys + unknown.walls > 0)
      lines.push(
        `原库不认识、因此无从判断 / open, and unknown to the database that was there: ${withCommas(unknown.accounts)} 账户 accounts, ` +
          `${withCommas(unknown.keys)} 密钥 keys, ${withCommas(unknown.walls)} 大屏 walls; ${hint.zh} / ${hint.en}`,
      )
  }
  if (!hasAdministrator)
    lines.push(
      '现在没有可用的管理员 / nobody can administer the county now: npm run admin -- create-user --username U --name N --role administrator --area CODE',
    )
  if (brokenAudit)
    lines.push(
      `审计链的断处已记入审计 / the broken audit trail was accepted and the record says so: ` +
        `${brokenAudit.row === null ? '—' : `${brokenAudit.row}`} ${brokenAudit.kind}`,
    )
  if (replacedTrail)
    lines.push(
      `被取代的审计链尾 / the audit trail that was replaced ended at: ${replacedTrail.seq} ${replacedTrail.hash}` +
        (replacedTrail.waiting > 0 ? `, ${withCommas(replacedTrail.waiting)} 条未入链 lines waited behind it` : ''),
    )
  return lines
}
