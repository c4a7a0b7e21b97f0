/** From this length on a password of words is good enough. */
const longEnough = 16
const shortest = 10
const longest = 128

/** What is tried first everywhere, without what is put before and behind it. */
const commonest = [
  'password',
  'passw0rd',
  'p@ssw0rd',
  'qwerty',
  'qwertyuiop',
  '1qaz2wsx',
  '1q2w3e4r',
  'zaq12wsx',
  'asdfgh',
  'zxcvbn',
  'admin',
  'administrator',
  'letmein',
  'welcome',
  'iloveyou',
  'woaini',
  'huize',
  'onegrid',
  'yizhangwang',
  'wangge',
  'abc',
  'test',
  'root',
]
const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/]

/** A common word with nothing but digits, years and signs around it, one character again and again, or a run of a keyboard. */
function isCommon(password: string): boolean {
  const lower = password.toLowerCase()
  if (new Set(lower).size <= 3) return true
  const core = lower.replace(/^[\d\W_]+|[\d\W_]+$/g, '')
  const runs = [
    '01234567890123456789',
    '98765432109876543210',
    'abcdefghijklmnopqrstuvwxyz',
    'qwertyuiopasdfghjklzxcvbnm',
  ]
  return core === '' || commonest.includes(core) || commonest.includes(lower) || runs.some((run) => run.includes(lower))
}

/** Why a password is not good enough, for who chose it; undefined where it is (GB/T 22239-2019, 8.1.4.1 asks for
 *  complexity). Pure. */
export function findPasswordFault(
  password: string,
  { username }: { username: string },
): { zh: string; en: string } | undefined {
  const plain = password.normalize('NFKC')
  const length = [...plain].length
  if (length < shortest)
    return {
      zh: `新密码至少 ${shortest} 个字符，现在是 ${length} 个。`,
      en: `A password has at least ${shortest} characters; this one has ${length}.`,
    }
  if (length > longest)
    return { zh: `新密码最多 ${longest} 个字符。`, en: `A password has at most ${longest} characters.` }
  if (length < longEnough && kinds.filter((kind) => kind.test(plain)).length < 3)
    return {
      zh: `新密码要有大写字母、小写字母、数字、符号中的三种，或者至少 ${longEnough} 个字符。`,
      en: `A password needs three of capitals, small letters, digits and signs, or at least ${longEnough} characters.`,
    }
  const lower = plain.toLowerCase()
  if (username.length >= 3 && (lower.includes(username.toLowerCase()) || username.toLowerCase().includes(lower)))
    return { zh: '新密码里不能有用户名。', en: 'A password must not contain the username.' }
  if (isCommon(plain))
    return {
      zh: '这个密码太常见，一猜就中；请换一个。',
      en: 'This password is among the first to be guessed; choose another.',
    }
  return undefined
}
