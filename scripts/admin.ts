import { createAuditTrail } from '#api/audit/create-audit-trail.ts'
import { readDigestSetting } from '#api/audit/digest.ts'
import { clearDemoSet } from '#api/demo/clear-demo-set.ts'
import { bindHelp, changeBinding } from './start/bind-ways.ts'
import { markFirstLoadDone } from './start/first-load.ts'
import { readArguments } from './start/read-arguments.ts'
import { withCommas } from './start/report.ts'
import { environmentHelp, runTool, withDatabase } from './start/run-tool.ts'
import { toolActor } from './start/tool-actor.ts'

const help = `用法 / usage: npm run admin -- COMMAND

  clear-demo      一步清除全部演示数据，服务运行时也可用 / take all demo data out in one step, also while the server runs
${bindHelp}
  --help          显示本说明 / show this

${environmentHelp}`

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

runTool(async () => {
  const [first, ...others] = process.argv.slice(2)
  if (first === 'bind' || first === 'unbind') return await changeBinding(first, others)
  const { values, positionals } = readArguments({
    options: { help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  })
  const [command, ...rest] = positionals
  if (values.help) return console.log(help)
  if (command === 'clear-demo' && rest.length === 0) return await clearDemo()
  console.error(command ? `没有这个命令 / no such command: ${positionals.join(' ')}\n\n${help}` : help)
  process.exitCode = 2
})
