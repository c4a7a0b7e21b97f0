import type { Dictionary } from '#web/lib/define-text.ts'

export const accessText = {
  product: { zh: '一张网', en: 'OneGrid' },
  motto: { zh: '县域网格治理一张图', en: 'Map console for county grid governance' },
  language: { zh: 'Switch to English', en: '切换到中文' },
  languageShort: { zh: 'EN', en: '中' },
  toDay: { zh: '换成日间配色', en: 'Day colours' },
  toNight: { zh: '换成夜间配色', en: 'Night colours' },
  // signing in
  signIn: { zh: '登录', en: 'Sign in' },
  signingIn: { zh: '正在登录…', en: 'Signing in…' },
  username: { zh: '用户名', en: 'Username' },
  password: { zh: '密码', en: 'Password' },
  showPassword: { zh: '显示密码', en: 'Show the password' },
  hidePassword: { zh: '隐藏密码', en: 'Hide the password' },
  capsLock: { zh: '大写锁定已打开', en: 'Caps Lock is on' },
  forgotten: {
    zh: '忘记密码请联系本单位管理员重置。',
    en: 'Forgotten it? Your administrator can reset it.',
  },
  waitSeconds: {
    zh: (seconds: string) => `${seconds} 秒后可再试`,
    en: (seconds: string) => `Try again in ${seconds} s`,
  },
  otherWays: { zh: '其他登录方式', en: 'Other ways' },
  // back from another system
  outcomes: {
    'second-factor': { zh: '还需要验证码。', en: 'A code is asked for.' },
    unbound: {
      zh: '那边的账号没有绑定到本系统的账号，或本系统的账号已停用。请联系管理员，或用用户名和密码登录。',
      en: 'That account is bound to none here, or the one here is closed. Ask an administrator, or use your password.',
    },
    cancelled: { zh: '在那边没有完成登录；可以再试一次。', en: 'You did not finish signing in there; try again.' },
    failed: {
      zh: '没有登录成功：页面停得太久，或链接已经用过。请再试一次。',
      en: 'That did not work: it took too long, or the link was used before. Try again.',
    },
    unavailable: {
      zh: '对方系统没有应答；请稍后再试，或用用户名和密码登录。',
      en: 'The other system does not answer. Try again later, or use your password.',
    },
    busy: { zh: '尝试次数太多，请一分钟后再试。', en: 'Too many tries; try again in a minute.' },
    bound: { zh: '已绑定。', en: 'Bound.' },
    'bound-elsewhere': { zh: '那边的账号已绑定到别人。', en: 'That account is bound to somebody else.' },
    'bound-already': {
      zh: '您的账号已绑定了那边的另一个账号，请先解除。',
      en: 'Your account is bound to another one there; unbind that first.',
    },
    'session-over': {
      zh: '绑定时登录已过期，请重新登录后再绑定。',
      en: 'Your session ended meanwhile. Sign in and bind again.',
    },
  },
  // the same of whoever has signed in and went there to bind the own account
  bindOutcomes: {
    bound: { zh: '已绑定，下次可以用它登录。', en: 'Bound: the next time you can sign in by it.' },
    'bound-elsewhere': {
      zh: '没有绑定：那边的这个账号已经绑定给本系统的另一个人。请换一个账号，或联系管理员。',
      en: 'Not bound: that account there belongs to somebody else here. Use another one, or ask an administrator.',
    },
    'bound-already': {
      zh: '没有绑定：您已绑定那边的另一个账号，请先解除再绑定这一个。',
      en: 'Not bound: you are bound to another account there. Unbind that one first.',
    },
    unbound: {
      zh: '没有绑定：那边的账号不是本单位的成员。',
      en: 'Not bound: that account is not a member of the organisation.',
    },
    cancelled: {
      zh: '没有绑定：您在那边取消了，或对方没有同意。可以再试一次。',
      en: 'Not bound: it was cancelled or declined over there. You can try again.',
    },
    failed: {
      zh: '没有绑定：对方的答复不被接受，可能停得太久，或链接已经用过。请再试一次。',
      en: 'Not bound: the answer was not accepted. It may have taken too long or been used before; try again.',
    },
    unavailable: {
      zh: '没有绑定：对方系统没有应答，请稍后再试。',
      en: 'Not bound: the other system does not answer. Try again later.',
    },
    busy: { zh: '没有绑定：尝试次数太多，请一分钟后再试。', en: 'Not bound: too many tries; try again in a minute.' },
    'session-over': {
      zh: '没有绑定：其间登录已过期，请再绑定一次。',
      en: 'Not bound: your session ended meanwhile. Bind again.',
    },
  },
  // ways and sessions of the own account
  ownTitle: { zh: '登录方式与设备', en: 'Ways and devices' },
  ways: { zh: '登录方式', en: 'Ways to sign in' },
  notBound: { zh: '未绑定', en: 'not bound' },
  boundSince: {
    zh: (user: string, when: string) => `已绑定 ${user} · ${when} 起`,
    en: (user: string, when: string) => `bound to ${user} · since ${when}`,
  },
  notUsable: { zh: '（对方系统已更换或停用，不能再用）', en: '(that system was replaced or removed: of no use)' },
  bind: { zh: '绑定', en: 'Bind' },
  bindTo: { zh: (way: string) => `绑定${way}`, en: (way: string) => `Bind ${way}` },
  bindPassword: {
    zh: (way: string) => `先输入本系统的密码，再去${way}确认`,
    en: (way: string) => `Your password here first, then confirm with ${way}`,
  },
  goTo: { zh: (way: string) => `去${way}`, en: (way: string) => `Go to ${way}` },
  unbind: { zh: '解除', en: 'Unbind' },
  unbindFrom: { zh: (way: string) => `解除${way}`, en: (way: string) => `Unbind ${way}` },
  unbindNow: { zh: '解除绑定', en: 'Unbind' },
  unbindSure: {
    zh: (way: string) => `解除后不能再用${way}登录，其他设备上用它登录的会退出。密码照常可用。`,
    en: (way: string) =>
      `You can no longer sign in by ${way}, and other devices that came by it are signed out. Your password still works.`,
  },
  sessions: { zh: '登录中的设备', en: 'Signed in on' },
  thisDevice: { zh: '本机', en: 'this device' },
  activeAgo: { zh: (age: string) => `${age}有操作`, en: (age: string) => `active ${age}` },
  signedInAt: { zh: (when: string) => `${when} 登录`, en: (when: string) => `since ${when}` },
  endSession: { zh: '退出', en: 'Sign out' },
  endSessionOf: { zh: (device: string) => `退出 ${device}`, en: (device: string) => `Sign out ${device}` },
  endOthers: { zh: '退出其他设备', en: 'Sign out the others' },
  ended: {
    zh: '登录已过期，请重新登录；地图停在原处，没写完的内容还在。',
    en: 'Your session has ended. Sign in again: the map stays where it was, and what you were writing is kept.',
  },
  wasSomebody: { zh: (name: string) => `刚才使用的是 ${name}`, en: (name: string) => `${name} was signed in` },
  missing: { zh: '请填写用户名和密码。', en: 'Give the username and the password.' },
  // second factor at sign-in
  codeTitle: { zh: '第二验证因素', en: 'Second factor' },
  code: { zh: '验证码', en: 'Code' },
  codeHint: { zh: '请输入验证器 App 上的 6 位数字。', en: 'Type the 6 digits your authenticator app shows.' },
  backupCode: { zh: '备用码', en: 'Backup code' },
  backupHint: {
    zh: '请输入一个没用过的备用码，每个只能用一次。',
    en: 'Type one of your backup codes; each works once.',
  },
  useBackup: { zh: '手机不在身边，用备用码', en: 'No phone: use a backup code' },
  useApp: { zh: '改用验证器 App', en: 'Use the authenticator app' },
  goOn: { zh: '继续', en: 'Go on' },
  back: { zh: '返回', en: 'Back' },
  badCode: { zh: '验证码是 6 位数字。', en: 'The code has 6 digits.' },
  // change of password
  changeTitle: { zh: '修改密码', en: 'Change password' },
  firstTitle: { zh: '请设置自己的密码', en: 'Set a password of your own' },
  firstHint: {
    zh: '您用的是管理员给的一次性密码，修改后才能继续。',
    en: 'The administrator gave you this one; it has to be changed before you go on.',
  },
  currentPassword: { zh: '当前密码', en: 'Current password' },
  newPassword: { zh: '新密码', en: 'New password' },
  repeatPassword: { zh: '再输一次新密码', en: 'New password once more' },
  passwordRule: {
    zh: '至少 10 个字符，大写字母、小写字母、数字、符号中占三种；或至少 16 个字符。不能含用户名。',
    en: 'At least 10 characters with three of capitals, small letters, digits and signs, or at least 16 characters. Not the username.',
  },
  currentMissing: { zh: '请填写当前密码。', en: 'Give the current password.' },
  notSame: { zh: '两次输入的新密码不一样。', en: 'The new passwords differ.' },
  change: { zh: '修改密码', en: 'Change password' },
  changed: { zh: '密码已修改，其他地方的登录已退出。', en: 'The password is changed; other sessions have ended.' },
  // enrolment
  enrolTitle: { zh: '绑定验证器', en: 'Set up an authenticator' },
  enrolWanted: {
    zh: '您的角色要求第二验证因素，绑定后才能继续。',
    en: 'Your role requires a second factor; set it up to go on.',
  },
  enrolHint: {
    zh: '先输入密码，再用手机上的验证器 App 扫码。',
    en: 'Give your password, then scan a code with the authenticator app on your phone.',
  },
  scan: {
    zh: '1. 用验证器 App 扫描二维码，不能扫描时手工输入密钥。',
    en: '1. Scan this with the authenticator app, or type the key into it.',
  },
  secret: { zh: '密钥', en: 'Key' },
  qr: { zh: '绑定验证器的二维码', en: 'QR code for the authenticator app' },
  keepCodes: {
    zh: '2. 保存备用码。手机丢失时靠它登录，每个用一次，只显示这一回。',
    en: '2. Keep the backup codes. Without your phone they let you in, each once; they are shown only now.',
  },
  confirmEnrol: {
    zh: '3. 输入 App 显示的 6 位验证码，完成绑定。',
    en: '3. Type the 6 digits the app shows to finish.',
  },
  copyCodes: { zh: '复制备用码', en: 'Copy the codes' },
  saveCodes: { zh: '存为文件', en: 'Save as a file' },
  codesFile: { zh: '一张网备用码', en: 'onegrid-backup-codes' },
  copySecret: { zh: '复制密钥', en: 'Copy the key' },
  finish: { zh: '完成绑定', en: 'Finish' },
  enrolled: {
    zh: '验证器已绑定，下次登录时需要验证码。',
    en: 'The authenticator is set up; the next sign-in asks for it.',
  },
  removeTitle: { zh: '解除验证器', en: 'Remove the authenticator' },
  removeHint: {
    zh: '已绑定验证器。换手机时先在这里解除，再绑定新的；丢失手机时可用备用码。',
    en: 'An authenticator is set up. For another phone remove it here first, then set up the new one; a backup code works too.',
  },
  codeOrBackup: { zh: '验证码或备用码', en: 'Code or backup code' },
  remove: { zh: '解除绑定', en: 'Remove' },
  removed: { zh: '验证器已解除。', en: 'The authenticator is removed.' },
  enrolNew: { zh: '绑定新的', en: 'Set up a new one' },
  firstStepOver: { zh: '时间过长，请重新输入密码。', en: 'That took too long; give the password again.' },
  // menu
  account: { zh: '账号', en: 'Account' },
  roles: { zh: '角色', en: 'Roles' },
  until: { zh: (date: string) => `至 ${date}`, en: (date: string) => `until ${date}` },
  noRoles: { zh: '还没有角色，请联系管理员。', en: 'No role yet; ask an administrator.' },
  secondFactor: { zh: '第二验证因素', en: 'Second factor' },
  isOn: { zh: '已绑定', en: 'set up' },
  isOff: { zh: '未绑定', en: 'not set up' },
  signOut: { zh: '退出登录', en: 'Sign out' },
  signOutAll: { zh: '退出所有设备', en: 'Sign out everywhere' },
  signOutAllSure: {
    zh: '所有电脑和手机上的登录都会退出，包括这一台。',
    en: 'Every computer and phone is signed out, this one too.',
  },
  cancel: { zh: '取消', en: 'Cancel' },
  close: { zh: '关闭', en: 'Close' },
  copied: { zh: '已复制', en: 'Copied' },
  // idle
  idleTitle: { zh: '还在吗？', en: 'Are you still there?' },
  idleSentence: {
    zh: (seconds: string) => `很久没有操作，${seconds} 秒后自动退出登录。`,
    en: (seconds: string) => `Nothing has been done for a while; you are signed out in ${seconds} s.`,
  },
  stay: { zh: '继续使用', en: 'Stay signed in' },
} satisfies Dictionary
