"""Six audits and two sets of scores stay as they are: JSON, text and page, from the front door to the last word.

``python tests/test_golden_reports.py`` writes them anew, where a change is meant; the diff then shows what it changed.
"""

import hashlib
import json
import re
import warnings
from pathlib import Path

import pytest

import fakefollow as ff

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden"
HOSTILE = ("<script>alert(1)</script>", "\u202egnp.exe", "a\x07b & \"c\" 'd'", "{{ 7*7 }} {% raw %}", "نور", "x" * 300)
INSTAGRAM_FIELDS = (
    *("id", "username", "name", "description", "followers_count", "following_count", "posts_count"),
    *("protected", "default_profile_image", "observed_at"),
)


def hostile():
    """Return followers of which every third has a name, handle and bio meant to break a page."""
    rows = [dict(row) for row in ff.simulate_audience(400, random_state=6).profiles]
    for place in range(0, len(rows), 3):
        texts = {"name": HOSTILE[place // 3 % 6], "description": HOSTILE[place // 2 % 6]}
        rows[place] |= {"username": f"u{place}{HOSTILE[place % 6]}", **texts}
    return rows


def of_instagram():
    """Return followers as Instagram shows them: without creation dates, likes or lists."""
    accounts = ff.simulate_accounts(n_genuine=300, n_purchased=120, n_bot=0, random_state=4)
    return [{name: row.get(name) for name in INSTAGRAM_FIELDS} for row in accounts.profiles]


def labelled():
    """Audit hostile followers and label every fourth by hand."""
    report = ff.audit(hostile())
    likely = report.scores.authenticity
    return report.update({row: "genuine" if likely[row] > 0.5 else "purchased" for row in range(0, 400, 4)})


def bought():
    """Return followers of which 200 were bought."""
    return ff.simulate_audience(900, random_state=9, purchases=[ff.Purchase(at=0.5, size=200)]).profiles


AUDITS = {
    "clean": lambda: ff.audit(ff.simulate_audience(1500, random_state=1).profiles),
    "example": lambda: ff.audit(ROOT / "notebooks" / "data" / "audience.jsonl"),
    "sample": lambda: ff.audit(
        ff.simulate_audience(800, random_state=3).profiles, order="unordered", total_followers=50_000, random_state=7
    ),
    "instagram": lambda: ff.audit(of_instagram(), platform="instagram"),
    "generic": lambda: ff.audit(bought(), platform="generic"),
    "labelled": labelled,
}
MODELS = ("x", "generic")


def rounded(value):
    """Return plain data with nine digits a number, which the last bit of another processor does not reach."""
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, dict):
        return {name: rounded(inner) for name, inner in value.items()}
    return [rounded(inner) for inner in value] if isinstance(value, list) else value


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def digest_page(page):
    """Return the digest of a page, white space apart."""
    return digest(re.sub(r"\s+", "", page))


def digests_of_audit(report):
    """Return a digest for each key of the summary, the page, the notebook view and the frame."""
    summary = {name: digest(json.dumps(rounded(value))) for name, value in json.loads(report.to_json()).items()}
    verdicts = digest("".join(report.to_frame()["verdict"]))
    return {
        "summary": summary,
        "page": digest_page(report.to_html()),
        "notebook": digest_page(report._repr_html_()),
        "verdicts": verdicts,
    }


def text_of_scores(scores):
    """Return what scores, three of the accounts and their explanations print."""
    accounts = [f"{scores[row]}\n{scores[row].explain()}" for row in (0, 53, 129)]
    return "\n\n".join([repr(scores), *accounts, str(scores[53].what_if(followers_count=900).explain())]) + "\n"


def digests_of_scores(scores):
    explained = "".join(scores[row].explain()._repr_html_() for row in (0, 53, 129))
    return {
        "json": digest(json.dumps(rounded(json.loads(scores.to_json())))),
        "notebook": digest_page(scores._repr_html_()),
        "explained": digest_page(explained),
    }


def scored(model):
    return ff.score(ROOT / "notebooks" / "data" / "followers.jsonl", model=model, reasons=True)


def made():
    """Return every text and every digest as the code makes them now."""
    reports = {f"audit_{name}": make() for name, make in AUDITS.items()}
    scores = {f"scores_{model}": scored(model) for model in MODELS}
    texts = {name: f"{report}\n" for name, report in reports.items()}
    texts |= {name: text_of_scores(found) for name, found in scores.items()}
    digests = {name: digests_of_audit(report) for name, report in reports.items()}
    digests |= {name: digests_of_scores(found) for name, found in scores.items()}
    return texts, digests


@pytest.fixture(scope="module")
def now():
    """Return what `made` returns; the synthetic accounts drift from those of the generic model, which is no matter."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ff.DriftWarning)
        return made()


NAMES = [*(f"audit_{name}" for name in AUDITS), *(f"scores_{model}" for model in MODELS)]


@pytest.mark.parametrize("name", NAMES)
def test_texts_are_as_before(now, name):
    """What is printed is word for word what was printed before."""
    assert now[0][name] == (GOLDEN / f"{name}.txt").read_text("utf8")


@pytest.mark.parametrize("name", NAMES)
def test_numbers_and_pages_are_as_before(now, name):
    """Every part of the summary and the pages, but for white space, are as before; a difference names its part."""
    assert now[1][name] == json.loads((GOLDEN / "digests.json").read_text("utf8"))[name]


if __name__ == "__main__":
    texts, digests = made()
    for name, text in texts.items():
        (GOLDEN / f"{name}.txt").write_text(text, "utf8")
    (GOLDEN / "digests.json").write_text(json.dumps(digests, indent=1) + "\n", "utf8")
