/** The page's one style element, as its policy names it. */
export const notFoundPageStyle = `:root{color-scheme:light dark;--ground:light-dark(#eef2f6,#0a111d);--panel:light-dark(#fff,#101a2a);--line:light-dark(#d3dce6,#24344f);--text:light-dark(#16202e,#e8eef7);--muted:light-dark(#5a6b80,#93a5bf);--action:light-dark(#0e7c70,#2bb3a3);--action-text:light-dark(#fff,#04211d)}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--ground);color:var(--text);font:14px/1.6 system-ui,"Noto Sans SC","Microsoft YaHei","PingFang SC",sans-serif}
main{width:min(440px,100%);padding:32px;border:1px solid var(--line);border-radius:8px;background:var(--panel)}.product{margin:0 0 24px;color:var(--muted)}h1{margin:0;font-size:20px;line-height:1.4}p{margin:8px 0 0}section+section{margin-top:16px;padding-top:16px;border-top:1px solid var(--line)}h2{margin:0;font-size:16px}section p{color:var(--muted)}
a{display:inline-block;margin-top:24px;padding:8px 16px;border-radius:6px;background:var(--action);color:var(--action-text);font-weight:600;text-decoration:none}a:focus-visible{outline:2px solid var(--text);outline-offset:2px}`

/** What a browser shows at an address where there is nothing, in both languages: nobody has said yet which one is wanted. */
export const notFoundPage = `<!doctype html><html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>没有这个地址 · OneGrid 一张网</title>
<style>${notFoundPageStyle}</style></head>
<body><main><p class="product">一张网 · OneGrid</p><section><h1>没有这个地址</h1><p>链接可能不完整或已失效，请核对后再试，也可以从控制台进入。</p></section><section lang="en"><h2>There is nothing at this address</h2><p>The link may be cut short or out of date. Check it, or start from the console.</p></section><a href="/">打开控制台 · <span lang="en">Open the console</span></a></main></body></html>`

/** Addresses of programs, which read no page. */
const programPaths = /^\/(api|tiles|basemap|terrain|metrics|assets)(\/|$)/

/** Whether somebody stands before a browser who has opened a wrong address. Pure. */
export const wantsPage = (method: string, path: string, accept: string | undefined): boolean =>
  (method === 'GET' || method === 'HEAD') && !programPaths.test(path) && (accept ?? '').includes('text/html')
