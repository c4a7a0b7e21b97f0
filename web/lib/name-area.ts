/** A group without a name of its own is only numbered, and a number can be said in any language; other names stay as
 *  they are. Pure. */
export const nameArea = (name: string, language: 'zh' | 'en'): string =>
  language === 'en' ? name.replace(/^第\s*(\d+)\s*组$/, 'Group $1') : name
