import type { Page } from './browser.ts'
import { driveIncidents } from './incidents-driver.ts'

const consoleCode = '**/console-screen-*.js'

/** Signing in and out, and what a session allows, in the words of who has it. */
export function driveSession(page: Page, origin: string) {
  const signInForm = page.locator('form[aria-label="登录"], form[aria-label="Sign in"]')
  const accountButton = page.getByRole('button', { name: /^(账号|Account): / })

  return {
    waitForSignIn: () => signInForm.waitFor({ timeout: 120_000 }),
    /** By the keyboard alone: the field for the name has the focus. */
    async signInByKeyboard(username: string, password: string) {
      await signInForm.waitFor()
      await page.waitForFunction(() => document.activeElement?.matches('input[autocomplete="username"]'))
      await page.keyboard.type(username)
      await page.keyboard.press('Tab')
      await page.keyboard.type(password)
      await page.keyboard.press('Enter')
    },
    /** Where the name is known already. */
    async signInAgain(password: string) {
      await signInForm.locator('input[autocomplete="current-password"]').fill(password)
      await page.keyboard.press('Enter')
      await signInForm.waitFor({ state: 'hidden' })
    },
    readSignInFault: () => signInForm.getByRole('alert').locator('p').innerText(),
    /** The bar of a phone: whether more of it is to the right of what is seen, and how much the last of that fades. */
    readRailEnd: () =>
      page.locator('nav[aria-label="面板"], nav[aria-label="Panels"]').evaluate((rail) => ({
        hasMore: rail.scrollLeft + rail.clientWidth < rail.scrollWidth - 1,
        fade: Number(getComputedStyle(rail, '::after').opacity),
      })),
    scrollRailToEnd: () =>
      page
        .locator('nav[aria-label="面板"], nav[aria-label="Panels"]')
        .evaluate((rail) => rail.scrollTo({ left: rail.scrollWidth, behavior: 'instant' })),
    /** What the rail offers, in its order. */
    readRail: () =>
      page
        .getByRole('navigation', { name: /^(面板|Panels)$/ })
        .getByRole('button')
        .allInnerTexts(),
    async readAccountMenu(): Promise<string> {
      await accountButton.click()
      const text = await page.locator('header [role="menu"]').locator('..').innerText()
      await page.keyboard.press('Escape')
      return text
    },
    async signOut() {
      await accountButton.click()
      await page.getByRole('menuitem', { name: /^(退出登录|Sign out)$/ }).click()
    },
    /** Another tab of the same browser. */
    async openTab(path: string) {
      const tab = await page.context().newPage()
      await tab.goto(`${origin}${path}`)
      await tab.locator('[data-drawn="true"]').waitFor({ timeout: 60_000 })
      return { ...driveSession(tab, origin), ...driveIncidents(tab, origin), close: () => tab.close() }
    },
    /** The same page once more, while the console's own file does not come. Gives what the page says then. */
    async reloadWithoutConsoleCode(): Promise<string> {
      await page.route(consoleCode, (route) => route.abort())
      await page.reload()
      // the page has asked twice: it reloads once by itself
      const said = page.getByRole('alert')
      await said.waitFor()
      return said.innerText()
    },
    async retryWithConsoleCode() {
      await page.unroute(consoleCode)
      await page.getByRole('button', { name: '重试' }).click()
    },
    /** As when the session was ended elsewhere. */
    loseSession: () => page.context().clearCookies(),
    waitForIdleWarning: () => page.getByRole('dialog', { name: '还在吗？' }).waitFor({ timeout: 180_000 }),
    staySignedIn: () => page.getByRole('dialog').getByText('继续使用').click(),
    waitUntilIdleWarningIsGone: () => page.getByRole('dialog', { name: '还在吗？' }).waitFor({ state: 'hidden' }),
    /** Whoever has been given a password signs in by it and has to choose another. */
    async changeFirstPassword(current: string, next: string) {
      const form = page.getByRole('form', { name: '修改密码' })
      await form.getByLabel('当前密码').fill(current)
      await form.getByLabel('新密码', { exact: true }).fill(next)
      await form.getByLabel('再输一次新密码').fill(next)
      await form.getByRole('button', { name: '修改密码' }).click()
    },
    readFirstPasswordForm: () => page.getByRole('form', { name: '修改密码' }).innerText(),
  }
}
