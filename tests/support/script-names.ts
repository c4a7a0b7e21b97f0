const tags = ['img', 'svg', 'video', 'audio', 'iframe', 'object', 'details', 'input', 'body', 'math']
const actions = [
  'onerror=ran(1)',
  'onload=ran(1)',
  'onfocus=ran(1) autofocus',
  'ontoggle=ran(1) open',
  'onpointerenter=ran(1)',
]
const openings = ['', '">', "'>", '</title>']

/** Names of 100 characters at most, each of which calls `ran(1)` once somebody takes it for HTML or script, all different. */
export function listScriptNames(count: number): string[] {
  const whole = [
    '<script>ran(1)</script>',
    '</script><script>ran(1)</script>',
    '"><script src=data:,ran(1)></script>',
    '<img src onerror=ran(1)>',
    "<a href='javascript:ran(1)'>看</a>",
    '<iframe srcdoc="<script>parent.ran(1)</script>"></iframe>',
    '<style>@import "data:,ran"</style>',
    '<b style="background:url(javascript:ran(1))">村</b>',
    '<svg><animate onbegin=ran(1) attributeName=x>',
    '<meta http-equiv=refresh content="0;javascript:ran(1)">',
    '<base href="//evil.example/">',
    '<form action=javascript:ran(1)><button>格</button></form>',
    '{{constructor.constructor("ran(1)")()}}',
    '#{ran(1)}',
    '`+ran(1)+`',
    "';ran(1);//",
    '<!--><img src=x onerror=ran(1)>-->',
    '<noscript><p title="</noscript><img src=x onerror=ran(1)>">',
    '<template><img src=x onerror=ran(1)></template>',
    '&lt;img src=x onerror=ran(1)&gt;',
    '\u003cimg src=x onerror=ran(1)\u003e 网格',
    '%3Cimg%20src=x%20onerror=ran(1)%3E',
    '[网格](javascript:ran(1))',
    '<IMG SRC=x ONERROR=ran(1)>',
    '<img/src=x/onerror=ran(1)>',
    '<<img src=x onerror=ran(1)>',
    '<img src=x onerror=ran(1)//',
    '\u202e<img src=x onerror=ran(1)>',
    '<mglyph><style><img src=x onerror=ran(1)>',
    '=HYPERLINK("javascript:ran(1)")',
  ]
  const made = actions.flatMap((_, turn) =>
    openings.flatMap((opening) =>
      tags.map((tag, i) => `${opening}<${tag} src=x ${actions[(i + turn) % actions.length]}>`),
    ),
  )
  const names = [...whole, ...made].slice(0, count)
  if (new Set(names).size !== count) throw new Error(`there are no ${count} different names`)
  return names
}
