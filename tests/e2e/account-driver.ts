import type { Page } from './browser.ts'

/** What somebody does about the own account, in the words of who does it. */
export function driveAccount(page: Page) {
  const dialog = page.getByRole('dialog', { name: '登录方式与设备' })
  const currentPassword = page.getByRole('dialog', { name: '修改密码' }).getByLabel('当前密码')
  const question = page.getByRole('group', { name: '放弃已填的内容？' })
  const choose = async (entry: string) => {
    await page.getByRole('button', { name: /^账号: / }).click()
    await page.getByRole('menuitem', { name: entry }).click()
  }
  const rowOf = (way: string) => dialog.getByRole('listitem').filter({ hasText: way })

  return {
    openWays: () => choose('登录方式与设备'),
    /** Begins to change the password. */
    async startPassword(current: string) {
      await choose('修改密码')
      await currentPassword.fill(current)
    },
    openPassword: () => choose('修改密码'),
    /** Whether what was typed may go. */
    countQuestions: () => question.count(),
    discard: () => question.getByRole('button', { name: '放弃', exact: true }).click(),
    goOn: () => question.getByRole('button', { name: '继续填写', exact: true }).click(),
    /** As somebody typed it two days ago in this tab. */
    leaveOldDraft: () =>
      page.evaluate(() => {
        const at = Date.now() - 48 * 3_600_000
        sessionStorage.setItem('onegrid.draft.somebody.intake', JSON.stringify({ at, text: '院墙之争' }))
      }),
    countDrafts: () =>
      page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('onegrid.draft.')).length),
    /** What a key goes to, as it is called. */
    readFocus: () =>
      page.evaluate(() => {
        const { activeElement } = document
        const label = activeElement?.closest('label')?.innerText.trim()
        return label ?? activeElement?.getAttribute('aria-label') ?? activeElement?.tagName
      }),
    /** Types on where the cursor is; gives what the field holds then. */
    async goOnWithPassword(more: string): Promise<string> {
      await page.waitForFunction(() => document.activeElement?.matches('dialog input'))
      await page.keyboard.type(more)
      return currentPassword.inputValue()
    },
    /** Goes to the other system, which sends the browser back at once. Gives what the page says then. */
    async bind(way: string, password: string): Promise<string> {
      await rowOf(way).getByRole('button').click()
      await dialog.getByLabel(/^先输入本系统的密码/).fill(password)
      await page.keyboard.press('Enter')
      const said = dialog.getByText(/^(已|没有)绑定[，：]/)
      await said.waitFor()
      return said.innerText()
    },
    async unbind(way: string) {
      await rowOf(way).getByRole('button').click()
      await dialog.getByRole('button', { name: '解除绑定' }).click()
      await rowOf(way).getByText('未绑定').waitFor()
    },
    readWay: (way: string) => rowOf(way).innerText(),
    /** On the page that asks to sign in. */
    signInBy: (way: string) => page.getByRole('link', { name: way }).click(),
  }
}
