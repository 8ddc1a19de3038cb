"""Views: what reports on interactions, counts and changes have in common, made of their plain summary alone."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any, ClassVar

from fakefollow.report import Findings, findings_html, findings_text, json_text, write_page


class Told:
    """A report with a plain ``_summary`` and words for it; text, page and JSON follow."""

    words_of: ClassVar[Callable[[Mapping[str, Any]], Findings]]
    _summary: Any

    def _words(self) -> Findings:
        """Return the summary in words."""
        return type(self).words_of(self._summary)

    @property
    def finding(self) -> str:
        """What was found, in one or two sentences, without accusation."""
        return self._words().finding

    def to_dict(self) -> dict[str, Any]:
        """Return the whole report as plain data that JSON takes; every number of the views is in it."""
        return deepcopy(self._summary)

    def to_json(self, path: str | Path | None = None, indent: int | None = None) -> str:
        """Return `to_dict` as strict JSON, and write it as UTF-8 if a path is given."""
        return json_text(self._summary, path, indent)

    def to_html(self, path: str | Path | None = None, title: str | None = None) -> str:
        """Return the report as one self-contained page, and write it if a path is given.

        Parameters
        ----------
        path : str or Path, optional
            File to write, replaced if it is there.
        title : str, optional
            Whose account it is, such as ``"@ada"``; put before the heading, escaped.
        """
        page = findings_html(self._words(), title)
        if path is not None:
            write_page(page, path)
        return page

    def __str__(self) -> str:
        return findings_text(self._words())

    def __repr__(self) -> str:
        return str(self)
