"""The text of an HTML fragment: bios of the fediverse are handed out as HTML.

Everything is done by patterns that look at each character once: unlike `html.parser`, they never raise and take
no longer for hostile markup. What comes out is text and not made safe for a page: pages escape what they show.
"""

import re
from html import unescape
from typing import Final

_BREAK: Final = re.compile(r"<(?:br|/p|/li|/div|/h[1-6])\b[^<>]*>", re.IGNORECASE)
_TAG: Final = re.compile(r"<[/!?]?[a-zA-Z-][^<>]*>")
_REFERENCE_DIGITS: Final = re.compile(r"&#\d{8,}")
"""Longer than any character's number; Python refuses to convert some thousand digits."""


def plain_text(fragment: str) -> str:
    r"""Return the text that a reader of an HTML fragment sees; blocks and line breaks end a line.

    Examples
    --------
    >>> plain_text("<p>Hi &amp; welcome<br>to <a href='https://a.example'>my page</a></p>")
    'Hi & welcome\nto my page'
    >>> plain_text("I <3 you & me")
    'I <3 you & me'
    """
    if "<" in fragment:
        fragment = _TAG.sub("", _BREAK.sub("\n", fragment))
    if "&" in fragment:
        fragment = unescape(_REFERENCE_DIGITS.sub("\N{REPLACEMENT CHARACTER}", fragment))
    return fragment.strip()
