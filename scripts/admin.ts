import { clearDemoSet } from '#api/demo/clear-demo-set.ts'
import { createAuditTrail } from '#api/platform/audit/create-audit-trail.ts'
import { digestHelp, readDigestSetting } from '#api/platform/audit/digest.ts'
import { adminCommands } from './admin/admin-commands.ts'
import { type AdminValues, adminOptions, toUsage } from './admin/admin-options.ts'
import { bindHelp, changeBinding } from './start/bind-ways.ts'
import { markFirstLoadDone } from './start/first-load.ts'
import { readArguments, UsageError } from './start/read-arguments.ts'
import { withCommas } from './start/report.ts'
import { environmentHelp, runTool, withDatabase } from './start/run-tool.ts'
import { toolActor } from './start/tool-actor.ts'

const help = `用法 / usage: npm run admin -- COMMAND [选项 / options]

  create-user --username U --name N --role R --area CODE [--until DATE]
                       新增人员，标准输出为一次性密码 / make an account; prints the one-time password
  reset-password --username U
                       重置为新的一次性密码 / a new one-time password
  reset-second-factor --username U
                       解除验证器（手机丢失）/ remove the second factor of a lost phone
  disable, enable --username U
                       停用、启用 / disable, enable
  grant --username U --role R --area CODE [--from DATE] [--until DATE]
  revoke --username U --role R --area CODE
                       授予、收回角色 / grant a role, take it back
  list [--json]        人员和角色 / people and their roles
  create-key --name N --role R --area CODE [--days 30]
                       新建接口密钥，标准输出只有密钥 / make a key of another system; prints nothing else
  list-keys [--json]   revoke-key --id ID
                       列出、撤销密钥 / list and revoke keys
  list-walls [--json]  revoke-wall --id ID
                       列出、撤销大屏 / list and revoke walls
  clear-demo           一步清除全部演示数据 / take all demo data out in one step
${bindHelp}
  --help               显示本说明 / show this

  DATE 如 2027-06-30，当日仍有效 / that day counts as well
  以上命令在服务运行时也可用。/ All of these work while the server runs.
  npm 会在标准输出加两行，取用密钥时请加 --silent / npm adds two lines of its own: npm run --silent admin -- create-key …

${environmentHelp}
${digestHelp}`

const clearDemo = () =>
  withDatabase(
    async (database, { dataFolder }) => {
      const { incidents, patrols, edition, basemaps, accounts, heldBy } = await clearDemoSet(database, {
        audit: createAuditTrail({ database, digest: readDigestSetting(process.env) }),
        actor: toolActor(),
      })
      if (database.kind === 'embedded') markFirstLoadDone(dataFolder)
      console.log(
        `已清除 / removed: ${withCommas(incidents)} 事件 incidents, ${withCommas(patrols)} 巡查 patrols, ` +
          `${basemaps} 底图 basemaps, ${accounts} 演示账户 demo accounts, ${edition ? '网格底图 the coverage' : '网格底图未动 not the coverage'}`,
      )
      if (heldBy > 0)
        console.log(
          `演示网格里还有 ${heldBy} 条真实业务，网格底图因此保留 / ${heldBy} real rows stand in the demo grids, so those stay`,
        )
      if (edition) console.log('导入本县数据 / load your county: npm run import -- FILE…')
    },
    { isOldOnly: true },
  )

async function administer(name: string, values: AdminValues): Promise<void> {
  const command = adminCommands[name]
  const foreign = Object.keys(values).find((option) => !command?.takes.includes(option as keyof AdminValues))
  if (foreign)
    throw new UsageError({
      zh: `命令 ${name} 没有选项 --${foreign}；用法见 --help。`,
      en: `The command ${name} has no option --${foreign}; see --help.`,
    })
  const work = command?.prepare(values)
  if (!work) return
  await withDatabase((database) => work(database), { isOldOnly: true }).catch((error: unknown) => {
    throw toUsage(error)
  })
}

runTool(async () => {
  const [first, ...others] = process.argv.slice(2)
  if (first === 'bind' || first === 'unbind') return await changeBinding(first, others)
  const {
    values: { help: isHelp, ...values },
    positionals,
  } = readArguments({
    options: { help: { type: 'boolean', short: 'h' }, ...adminOptions },
    allowPositionals: true,
  })
  const [command = '', ...rest] = positionals
  if (isHelp) return console.log(help)
  if (rest.length === 0 && Object.hasOwn(adminCommands, command)) return await administer(command, values)
  if (command === 'clear-demo' && rest.length === 0 && Object.keys(values).length === 0) return await clearDemo()
  console.error(command ? `没有这个命令 / no such command: ${positionals.join(' ')}\n\n${help}` : help)
  process.exitCode = 2
})
