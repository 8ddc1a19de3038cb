"""The commands growth, changes and influence: a report of 80 columns, a page and JSON, and errors of one line."""

import json

import pytest

import fakefollow as ff
from fakefollow.cli import as_options, main


def test_growth_prints_and_writes(tmp_path, capsys):
    """A CSV with dates and counts as people write them is read, told, and written as page and JSON."""
    series = ff.simulate_counts(200, 10_000, purchases=[ff.Purchase(1500, at=0.5)])
    rows = (f"{day.item():%d.%m.%Y};{n:.0f}" for day, n in zip(series.dates, series.counts, strict=True))
    path = tmp_path / "counts.csv"
    path.write_text("\n".join(["Datum;Followers", *rows]), "utf8")
    page, plain = tmp_path / "page.html", tmp_path / "report.json"
    assert main(["growth", str(path), "--html", str(page), "--json", str(plain), "--title", "@ada"]) == 0
    printed = capsys.readouterr().out
    assert " ".join(printed.split()) == f"@ada {as_options(' '.join(repr(ff.growth(str(path))).split()))}"
    assert max(map(len, printed.splitlines())) <= 80
    assert len(json.loads(plain.read_text("utf8"))["events"]) == 1
    assert "@ada" in page.read_text("utf8")
    assert main(["growth", str(path), "--flow"]) == 0
    assert "the new followers of each date" in capsys.readouterr().out


def test_changes_prints_and_writes(tmp_path, capsys):
    """Two lists of usernames are compared; totals are taken as they are given."""
    before, after = tmp_path / "before.csv", tmp_path / "after.csv"
    before.write_text("username\nada\nbob\ncy\n", "utf8")
    after.write_text("username\nada\ndan\n", "utf8")
    plain = tmp_path / "change.json"
    words = ["changes", str(before), str(after), "--before-total", "3", "--after-total", "2", "--json", str(plain)]
    assert main(words) == 0
    assert "1 came, 2 left and 1 stayed." in capsys.readouterr().out
    assert json.loads(plain.read_text("utf8"))["before_total"] == 3


@pytest.mark.parametrize(
    "words", [["growth", "nowhere.csv"], ["changes", "nowhere.csv", "nowhere.csv"], ["influence", "nowhere.csv"]]
)
def test_missing_files_are_one_line(words, capsys):
    """A file that is not there is an error of one line and exit code 1."""
    assert main(words) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_influence_prints_and_writes(tmp_path, capsys):
    """Files of interactions, posts and followers are a report of 80 columns, a page and JSON that compare takes."""
    made = ff.simulate_interactions(12, 200, random_state=2)
    paths = {name: tmp_path / f"{name}.json" for name in ("interactions", "posts", "followers", "report")}
    for name, path in list(paths.items())[:3]:
        path.write_text(json.dumps(getattr(made, name), default=str), "utf8")
    page = tmp_path / "page.html"
    words = ["influence", str(paths["interactions"]), "--json", str(paths["report"]), "--html", str(page)]
    for name in ("posts", "followers"):
        words += [f"--{name}", str(paths[name])]
    assert main([*words, "--title", "@ada"]) == 0
    printed = capsys.readouterr().out
    text = " ".join(repr(ff.influence(made.followers, made.interactions, made.posts)).split())
    assert " ".join(printed.split()) == f"@ada {as_options(text)}"
    assert max(map(len, printed.splitlines())) <= 80
    assert json.loads(paths["report"].read_text("utf8"))["posts"]["n"] == 12
    assert "@ada" in page.read_text("utf8")
    assert main(["compare", str(paths["report"]), str(paths["report"]), "--names", "ada", "bob"]) == 0


def test_columns_of_ones_own_are_for_all_files(tmp_path, capsys):
    """A mapping names columns of interactions and followers alike, each of which takes what it knows."""
    actions, followers = tmp_path / "i.csv", tmp_path / "f.csv"
    actions.write_text("Beitrag,Wer,Art\n1,ada,like\n1,bob,like\n2,ada,like\n", "utf8")
    followers.write_text("Wer,Beschreibung\nada,hello\ncy,there\n", "utf8")
    names = "Wer=username,Beitrag=post_id,Art=kind,Beschreibung=description"
    assert main(["influence", str(actions), "--followers", str(followers), "--columns", names]) == 0
    assert "of 1,000 followers reacted" in capsys.readouterr().out
