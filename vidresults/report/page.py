"""The page as one HTML text: data as blocks that are no scripts, one script, one stylesheet."""

from __future__ import annotations

import base64
import hashlib
import html
import importlib.resources
import json
from typing import Any

from vidresults.report.videos import readable

_ASSETS = importlib.resources.files("vidresults.report") / "assets"
_POLICY = (
    "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; "
    "media-src blob: data: file:; img-src blob: data:; base-uri 'none'; form-action 'none'"
)
_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main id="page"></main>
<noscript>{without_scripts}</noscript>
<script type="application/json" id="facts">{facts}</script>
<script type="application/octet-stream" id="tables">{tables}</script>
{video}<script>{script}</script>
</body>
</html>
"""


def page_of(
    facts: dict[str, Any], tables: bytes, video: bytes | None, *, without_scripts: str = ""
) -> str:
    """The HTML; the policy lets no other script run than the page's own.

    Args:
        facts: What the script reads as JSON; its texts are data, whatever is in them.
        tables: The packed tables.
        video: The video's bytes, where they are inside.
        without_scripts: HTML for where scripts are off.
    """
    script, style = _asset("page.js"), _asset("page.css")
    block = ""
    if video is not None:
        block = f'<script type="application/octet-stream" id="video">{_base64(video)}</script>\n'
    return _PAGE.format(
        policy=_POLICY.format(script=_digest(script), style=_digest(style)),
        title=html.escape(readable(facts["title"])),
        style=style,
        without_scripts=without_scripts,
        facts=_json(facts),
        tables=_base64(tables),
        video=block,
        script=script,
    )


def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _json(value: Any) -> str:
    """JSON in which nothing can end the block or begin a comment."""
    return json.dumps(value, ensure_ascii=True, allow_nan=False).replace("<", "\\u003c")
