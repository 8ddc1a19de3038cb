"""Build the documentation site: ``python .ci/site OUT`` writes it to OUT, and fails where a page has a fault.

Faults are what Sphinx warns of, names and links that lead nowhere, and links of the finished pages into nothing. With
``--look`` each page is opened in Chromium too, at the width of a phone, and axe-core looks for barriers where AXE is
its path. Needs the extra ``docs``.

``python .ci/site --tables`` builds nothing: it writes the tables and figures of the guide anew, which are made and not
typed.
"""

import argparse
import os
import shutil
import sys
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ENTRY = "notebooks/guide/index.html"
TO_ENTRY = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>fakefollow</title>
<meta http-equiv="refresh" content="0; url={ENTRY}"></head>
<body><a href="{ENTRY}">fakefollow</a></body></html>
"""
PHONE = 390
"""Pixels of the width of a phone: what fits there fits everywhere."""


class Page(HTMLParser):
    """What a page links to, and the places in it that can be linked to."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.places: set[str] = {"", "top"}
        self.feed(path.read_text("utf8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        self.places |= {of[key] or "" for key in ("id", "name") if key in of}
        self.targets += [of[key] or "" for key in ("href", "src") if key in of]


def pages_of(folder: Path) -> list[Path]:
    """Return the pages of a site, without what its theme keeps beside them."""
    return sorted(path for path in folder.rglob("*.html") if "_static" not in path.parts)


def lost_links(folder: Path) -> list[str]:
    """Return links of the pages in a folder that lead to no file or to no place in it; those into the web are left."""
    pages = {path: Page(path) for path in pages_of(folder)}
    lost = []
    for path, page in pages.items():
        for link in dict.fromkeys(page.targets):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            found = target.is_file() and (target not in pages or unquote(parts.fragment) in pages[target].places)
            lost += [] if found else [f"{path.relative_to(folder)}: {link}"]
    return lost


AXE = Path(os.environ.get("AXE", "axe.min.js"))
"""axe-core, which `npm install axe-core` brings: barriers are looked for where it is found."""

BARRIERS = """axe.run({rules: {'empty-table-header': {enabled: false}}})  // of frames, as pandas writes them
  .then(found => found.violations.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`))
"""


def seen_faults(folder: Path) -> list[str]:
    """Return pages that a phone would scroll sideways, and barriers to those who do not see or point."""
    sys.path.append(str(ROOT / "tests" / "report"))
    from chromium import Chromium

    faults = []
    with Chromium() as browser:
        for path in pages_of(folder):
            if path == folder / "index.html":
                continue  # is left for the entry as soon as it is there
            browser.open(path, width=PHONE)
            needed = browser.evaluate("document.scrollingElement.scrollWidth")
            found = [f"{needed} pixels at {PHONE}"] if needed > PHONE else []
            if AXE.is_file():
                browser.evaluate(AXE.read_text("utf8"))
                found += browser.evaluate(BARRIERS)
            faults += [f"{path.relative_to(folder)}: {fault}" for fault in found]
    return faults


def main() -> int:
    """Do what was asked, and return how it ended."""
    parser = argparse.ArgumentParser(description="Build the documentation site.")
    parser.add_argument("out", type=Path, metavar="OUT", nargs="?", help="folder of the finished site")
    parser.add_argument("--look", action="store_true", help="open each page in Chromium, as on a phone")
    parser.add_argument("--tables", action="store_true", help="write tables and figures of the guide anew")
    asked = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    if asked.tables:
        import tables

        tables.write()
    return build(asked.out, asked.look) if asked.out else 0


def build(out: Path, look: bool) -> int:
    """Build the site, check it, tell its faults, and return 1 where there are some."""
    from sphinx.cmd.build import build_main

    out = out.resolve()
    with TemporaryDirectory() as kept:  # what is written beside the pages stays there
        built = Path(kept) / "site"
        if ended := build_main(
            ["-q", "-W", "--keep-going", "-b", "html", "-c", str(HERE), "-d", f"{kept}/read", str(ROOT), str(built)]
        ):
            return ended
        if (out / ".buildinfo").is_file():
            shutil.rmtree(out)  # an older site: pages that are no more would stay
        shutil.copytree(built, out, dirs_exist_ok=True)
    (out / "index.html").write_text(TO_ENTRY, "utf8")
    faults = lost_links(out) + (seen_faults(out) if look else [])
    sys.stderr.writelines(f"{fault}\n" for fault in faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
