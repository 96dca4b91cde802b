"""What VS Code shows the outputs of a notebook in, as its source tells, imitated in Chromium.

A page with a policy holds a frame with a sandbox, into which a page for the outputs is written; an
output becomes part of that one as HTML of a trusted type. There is no policy for outputs unless
notebook.experimental.enableCsp is set.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Frame, Route

_ADDRESS: Final = "https://webview.invalid"
_OUTER: Final = """<!doctype html>
<html><head><meta http-equiv="Content-Security-Policy" content="default-src 'none';
script-src 'self'; frame-src 'self'; style-src 'unsafe-inline'"></head>
<body><script src="outer.js"></script></body></html>"""
_SCRIPT: Final = """
const frame = document.createElement("iframe");
frame.setAttribute("sandbox",
  "allow-same-origin allow-pointer-lock allow-scripts allow-downloads allow-forms");
frame.setAttribute("allow", "cross-origin-isolated; autoplay; clipboard-read; clipboard-write;");
frame.style.cssText = "position:absolute;border:0;width:100%;height:100%";
frame.src = "fake.html";
frame.addEventListener("load", () => {{
  const inner = frame.contentDocument;
  inner.open();
  inner.write({content});
  inner.close();
}}, {{ once: true }});
document.body.append(frame);
"""
_INNER: Final = """<html><head><meta charset="UTF-8">{policy}<script>
const trusted = trustedTypes.createPolicy("notebookRenderer", { createHTML: (text) => text });
function show(text) {
  const element = document.createElement("div");
  element.innerHTML = trusted.createHTML(text);
  document.getElementById("container").append(element);
}
</script></head><body><div id="container"></div></body></html>"""
_SOURCE: Final = "'self' https://*.vscode-cdn.net"
STRICT: Final = (
    f"default-src 'none'; script-src {_SOURCE} 'unsafe-inline' 'unsafe-eval'; "
    f"style-src {_SOURCE} 'unsafe-inline'; img-src {_SOURCE} https: http: data:; "
    f"font-src {_SOURCE} https:; connect-src https:; child-src https: data:;"
)
"""The policy of notebook.experimental.enableCsp."""


@contextlib.contextmanager
def webview(browser: Browser, outputs: list[str], *, policy: str = "") -> Iterator[Frame]:
    """Yield the frame that shows the outputs.

    Args:
        browser: Chromium.
        outputs: The HTML of each.
        policy: Of the frame.
    """
    told = f'<meta http-equiv="Content-Security-Policy" content="{policy}">' if policy else ""
    inner = json.dumps(_INNER.replace("{policy}", told))
    served = {
        "outer.html": (_OUTER, "text/html"),
        "outer.js": (_SCRIPT.format(content=inner), "text/javascript"),
        "fake.html": ("", "text/html"),
    }

    def serve(route: Route) -> None:
        text, kind = served[route.request.url.removeprefix(f"{_ADDRESS}/")]
        route.fulfill(body=text, content_type=kind)

    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        context.route("**/*", serve)
        page = context.new_page()
        page.goto(f"{_ADDRESS}/outer.html")
        page.frame_locator("iframe").locator("#container").wait_for(state="attached")
        frame = page.locator("iframe").element_handle().content_frame()
        for output in outputs:
            frame.evaluate("(text) => show(text)", output)
        yield frame
    finally:
        context.close()
