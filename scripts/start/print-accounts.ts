import type { DemoAccount } from '#api/demo/demo-accounts.ts'

/** For an installation that nobody can sign in to. */
export const firstAccountHint =
  '还没有账户。建立第一个管理员 / no accounts yet, make the first administrator: npm run admin -- create-user --username U --name N --role administrator --area CODE'

/** How wide a text stands in a terminal: Chinese is two columns a character. */
const widthOf = (text: string) => [...text].reduce((sum, letter) => sum + (letter > 'ÿ' ? 2 : 1), 0)
const pad = (text: string, width: number) => text + ' '.repeat(Math.max(1, width - widthOf(text)))

/** The accounts a start has made, as a table. A password of the environment is known and not shown. Pure. */
export function describeAccounts(accounts: readonly DemoAccount[], { isGiven }: { isGiven: boolean }): string {
  const title = isGiven
    ? '演示账户已建立，密码为 ONEGRID_DEMO_PASSWORD / demo accounts made, their password is ONEGRID_DEMO_PASSWORD'
    : '演示账户，仅限本机，密码只显示这一次 / demo accounts, on this machine alone; the passwords are shown once'
  const rows = [
    ['用户名 username', '角色 role', '区域 area', isGiven ? '' : '密码 password'],
    ...accounts.map(({ username, name, area, password }) => [username, name, area, isGiven ? '' : password]),
  ]
  return [
    title,
    ...rows.map(([username = '', name = '', area = '', password = '']) =>
      `  ${pad(username, 22)}${pad(name, 14)}${pad(area, 18)}${password}`.trimEnd(),
    ),
  ].join('\n')
}
