"""Made-up accounts and lists in the files of the research releases, and a bench that is small enough for them."""

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from fakefollow.evaluation import Predictions
from fakefollow.simulate import Purchase, simulate_accounts, simulate_audience
from fakefollow.training import TrainingSettings
from models.bench.accounts.folds import BOT_SOURCES
from models.bench.accounts.platforms import UNLABELLED_LISTS
from models.bench.audiences.lists import LATER_SCRAPE, NPR, VERIFIED
from models.bench.scope import Scope
from models.releases import GITHUB_RELEASES, INSTAGRAM_RELEASES, X_RELEASES

LABEL_OF_KIND = {"genuine": "human", "purchased": "fake_follower", "bot": "bot"}
BOTS_OF_2017 = [source for source in BOT_SOURCES if "spambots" in source]

X_SOURCES = {
    "cresci-2015": {"genuine": ["E13", "TFP"], "purchased": ["FSF", "INT", "TWT"]},
    "cresci-2017": {"genuine": ["genuine_accounts"], "bot": BOTS_OF_2017},
    "vendor-purchased-2019": {"purchased": ["vendor-2019"]},
    "botwiki-2019": {"bot": ["botwiki-2019"]},
    "cresci-rtbust-2019": {"genuine": ["cresci-rtbust-2019"], "bot": ["cresci-rtbust-2019"]},
    "verified-2019": {"genuine": ["verified-2019"]},
    "kaggle-nyu-bots-2017": {"genuine": ["nonbots_data"], "bot": ["bots_data"]},
    "twibot22-first-1000": {"genuine": ["twibot22-first-1000"], "bot": ["twibot22-first-1000"]},
    "twibot22-recrawled-2024": {"genuine": ["twibot22-recrawled-2024"], "bot": ["twibot22-recrawled-2024"]},
    "twitter-human-bots-sample": {"genuine": ["20 %"], "bot": ["20 %"]},
    "caverlee-2011": {"genuine": ["legitimate_users"], "bot": ["content_polluters"]},
    "numeric-midterm-2018": {"genuine": ["midterm-2018"], "bot": ["midterm-2018"]},
    "numeric-gilani-2017": {"genuine": ["gilani-2017"], "bot": ["gilani-2017"]},
}
"""File -> kind -> its groups, as the releases have them."""

LARGE = ("E13", "TFP", "genuine_accounts", "verified-2019", *BOTS_OF_2017[:2])
"""Groups that are large enough for the reference of shares; every seller is as well."""

N_UNLABELLED = 70

COUNTS = ("followers_count", "following_count", "posts_count")
INSTAGRAM_FIELDS = {
    "srf-instagram-2017": ("id", "username", *COUNTS, "default_profile_image", "protected"),
    "kaggle-ig-free4ever1": (*COUNTS, "default_profile_image", "fullname_words"),
    "ig-pd-processed": (*COUNTS, "default_profile_image", "fullname_length"),
    "purba-instagram-2019": (*COUNTS, "default_profile_image", "description_length", "has_url"),
    "parma-instagram-2020": (*COUNTS, "default_profile_image", "name_words", "description_length", "has_url"),
}

GITHUB_FEATURES = ("followers_count", "repositories_count", "shown_age_days")

SCOPE = Scope(
    settings=TrainingSettings(classifier={"max_iter": 6}, n_folds=2),
    instagram_settings=TrainingSettings(features=COUNTS, classifier={"max_iter": 6}, n_folds=2),
    generic_settings=TrainingSettings(features=COUNTS, classifier={"max_iter": 6}, n_folds=2),
    github_settings=TrainingSettings(features=GITHUB_FEATURES, classifier={"max_iter": 6}, n_folds=2),
    baselines=("tree", "one_line"),
    every=10,
    n_audiences=1,
    time_followers=500,
    time_seeds=(1, 2),
    block_lists={500: 1},
    clean_sizes=(300,),
    n_parts=2,
    growth_series=4,
    growth_lists=1,
    histories=1,
    pairs=1,
    interactions=8_000,
    mangled_lists={300: 1},
    speed_accounts=500,
    speed_cases=("table", "trees"),
    marked={"made-up list": ("ordered-1*", ((150, 249), (300, 309)))},
    n_jobs=1,
)
"""A bench of seconds. Its figures mean nothing but that every protocol runs."""


def write(path, rows):
    """Write rows of plain data as a parquet file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    parquet.write_table(pa.Table.from_pylist(rows), path)


def labelled(profiles, kind, group):
    """Return profiles with the label and the group that a release gives them."""
    label = LABEL_OF_KIND.get(kind, kind)
    return [{**profile, "label": label, "source_group": group} for profile in profiles]


def write_x_releases(folder):
    """Write every file of X accounts; no account is in two of them."""
    simulated = simulate_accounts(400, 144, 380, random_state=9)
    left = {
        kind: iter([p for p, k in zip(simulated.profiles, simulated.kind, strict=True) if k == kind])
        for kind in LABEL_OF_KIND
    }
    rows = {file: [] for file in X_SOURCES}
    for file, kinds in X_SOURCES.items():
        for kind, groups in kinds.items():
            for group in groups:
                n = 60 if group in LARGE else 36 if kind == "purchased" else 20
                rows[file] += labelled([next(left[kind]) for _ in range(n)], kind, group)
    for release in X_RELEASES:
        write(folder / release.file, rows[release.file.removeprefix("accounts/").removesuffix(".parquet")])


def write_instagram_releases(folder):
    """Write the sets, each with its own fields, the first with accounts that nobody labelled."""
    for number, release in enumerate(INSTAGRAM_RELEASES):
        simulated = simulate_accounts(60 + N_UNLABELLED, 45, 0, random_state=20 + number)
        shown = INSTAGRAM_FIELDS[release.source]
        counted = [
            {
                "fullname_words": len((p["name"] or "").split()),
                "name_words": len((p["name"] or "").split()),
                "fullname_length": len(p["name"] or ""),
                "description_length": len(p["description"] or ""),
                "has_url": bool(p["url"]),
                **p,
            }
            for p in simulated.profiles
        ]
        profiles = [{name: profile[name] for name in shown} for profile in counted]
        rows = [
            row
            for profile, kind in zip(profiles, simulated.kind, strict=True)
            for row in labelled([profile], kind, "made up")
        ]
        if number == 0:
            for row in [row for row in rows if row["label"] == "human"][60:]:
                row["label"] = "unlabelled"
        write(folder / release.file, rows)


def write_github_release(folder):
    """Write campaign accounts and others with the columns of the release, created over all groups of quarters."""
    simulated = simulate_accounts(160, 140, 0, random_state=30)
    rows = []
    for profile, kind in zip(simulated.profiles, simulated.kind, strict=True):
        shown = {name: profile[name] for name in ("id", "username", "name", "description", "location", "url")}
        shown |= {name: profile[name] for name in ("created_at", "observed_at", "followers_count", "following_count")}
        shown |= {"public_repos": profile["posts_count"] // 50, "company": "", "platform": "github", "events": 3.0}
        rows += labelled([shown], kind, "made up")
    write(folder / GITHUB_RELEASES[0].file, rows)


def write_lists(folder):
    """Write follower lists: two in which nothing was bought, newest first, and one with a block at ranks 150 to 249."""
    bought = simulate_audience(500, profiles=True, random_state=3, purchases=[Purchase(0.2, at=150 / 400)]).profiles
    write(folder / "followers" / "ordered-1.parquet", bought[::-1])
    verified = simulate_audience(300, random_state=4, span_days=60.0).profiles
    later = verified[:LATER_SCRAPE]  # the newest followers stand behind the others, as in the real list
    write(folder / "followers" / f"{VERIFIED}.parquet", [*verified[LATER_SCRAPE:], *later])
    profiles = simulate_audience(80, profiles=True, random_state=6).profiles
    nobody_knows = {"platform": "bluesky", "label": "unlabelled", "source_group": "followers of one account"}
    write(folder / UNLABELLED_LISTS["jasch-bluesky-2025"][0], [{**row, **nobody_knows} for row in profiles])
    bare = [
        {name: profile[name] for name in ("id", "created_at", "observed_at")}
        for profile in simulate_audience(400, random_state=5).profiles
    ]
    write(folder / "followers" / f"{NPR}.parquet", bare)


def write_stars(folder):
    """Write stars by month of eight repositories, each with a campaign in its twentieth month."""
    random = np.random.default_rng(7)
    rows = []
    for number in range(8):
        stars = random.poisson(20, 30)
        for month, n in enumerate(stars.tolist()):
            sold = 400 if month == 20 else 0
            of_month = {"month": f"{2020 + month // 12}-{month % 12 + 1:02}", "campaign": month == 20}
            rows.append({"repo": f"made/up{number}", **of_month, "n_stars": n + sold, "n_stars_fake": sold})
    write(folder / "series" / "github-monthly-stars-2019-2024.parquet", rows)


def write_data(folder):
    """Write every file that models are built and measured on."""
    write_x_releases(folder)
    write_instagram_releases(folder)
    write_github_release(folder)
    write_lists(folder)
    write_stars(folder)


class Spy:
    """A method that notes the sources it was trained on, and suspects whoever has a higher number than most."""

    def __init__(self, number):
        self.number, self.trained = number, []

    def __call__(self, accounts):
        self.trained.append(set(accounts.sources.tolist()))
        return self

    def predict(self, accounts):
        number = self.number(accounts.table)
        return Predictions(accounts.kinds != "genuine", number, number > np.median(number))
