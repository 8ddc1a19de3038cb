"""Print what the search for accounts raised together finds by its constants: ``python tests/benchmarks/raised.py``.

Stock is made up and put into simulated lists, so that no figure of real sellers chose a constant. Beside what is
found of it stand others taken along, and lists with a cohort among those in which nothing was bought, each tested as
if ten thousand times as many false cohorts were allowed: the margin. CPU minutes of one process.
"""

import os
from itertools import count, islice
from typing import Any

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np

from fakefollow.audience import chance
from fakefollow.audience.cohorts import raised
from fakefollow.profiles import ProfileTable, ValueColumn, concatenate
from fakefollow.readers import read
from fakefollow.simulate import Burst, simulate_audience

CHOICES: list[dict[str, Any]] = [
    {},
    *({"WIDTH": width} for width in (0.7, 1.25, 1.5)),
    {"LAID": 2},
    *({"ASIDE": steps} for steps in (1, 3)),
    {"TELLING": 2},
    *({"DAYS": days} for days in (7, 60)),
    {"SKIPPED": 0},
    {"BESIDE": 3.0},
]
"""What differs from the constants as they are."""
NOTHING_BOUGHT: list[dict[str, Any]] = [
    {},
    {"fresh_share": 0.36, "hazard": 0.75, "life_days": 1e5},
    {"fresh_share": 0.4, "hazard": 0.7, "life_days": 1e5, "span_days": 63.0},
    *({"bursts": (Burst(kind, share),)} for kind in ("viral", "starter_pack", "television") for share in (0.1, 0.5)),
    *({"bursts": (Burst("starter_pack", share, fresh_share=0.95),)} for share in (0.1, 0.3, 0.6)),
    {"bursts": (Burst("starter_pack", 0.6, at=0.9, days=14.0, fresh_share=0.95),)},
]
SIZES = (500, 1_000, 2_000, 5_000, 10_000, 20_000)
SEEDS = 6
SPREADS, AGES, BATCHES = (0.2, 0.35, 0.5), (40, 200, 700, 1_500), (50, 100, 200, 400)
COLUMNS = (*raised.COUNTS, "created_at", "observed_at")


def lists() -> list[ProfileTable]:
    """Return lists in which nothing was bought."""
    seeds = count(1)
    made = [
        read(simulate_audience(SIZES[(row + turn) % len(SIZES)], random_state=next(seeds), **settings).profiles)
        for turn in range(SEEDS)
        for row, settings in enumerate(NOTHING_BOUGHT)
    ]
    return [ProfileTable({name: table.columns[name] for name in COLUMNS}, len(table)) for table in made]


def batch(seed: int, n: int, seen: np.datetime64) -> ProfileTable:
    """Return accounts made within 25 days, whose counts differ from some middle by a factor."""
    random = np.random.default_rng(seed)
    posts, followers, follows = np.exp(random.uniform(np.log(8), np.log(200), 3))
    likes = np.exp(random.uniform(1, 4)) if seed % 2 else 0.05
    spread = SPREADS[seed % len(SPREADS)]
    middles = (posts, likes, followers, 8 * follows)
    counts = [
        np.floor(middle * np.exp(spread * width * random.standard_normal(n)))
        for middle, width in zip(middles, (1.0, 1.0, 1.2, 0.8), strict=True)
    ]
    age = AGES[seed // len(SPREADS) % len(AGES)] + 25 * random.random(n)
    columns: list[Any] = [*(column.astype(np.int64) for column in counts), seen - (86_400e6 * age).astype(np.int64)]
    every = np.ones(n, np.bool_)
    values = [*columns, np.full(n, seen)]
    return ProfileTable({name: ValueColumn(v, every) for name, v in zip(COLUMNS, values, strict=True)}, n)


def members(table: ProfileTable) -> np.ndarray:
    """Tell who is in a cohort by counts."""
    inside = np.zeros(len(table), np.bool_)
    for excess in raised.like_counts(table, 5):
        inside[excess.rows] = True
    return inside


def main() -> None:
    clean = lists()
    homes = list(islice((table for table in clean if len(table) >= 5_000), 12))
    print(f"{'constants':<16}{''.join(f'{n:>7}' for n in BATCHES)} found; others; of {len(clean)} clean lists; margin")
    usual = chance.FALSE_COHORTS
    for choice in CHOICES:
        before = {name: getattr(raised, name) for name in choice}
        for name, value in choice.items():
            setattr(raised, name, value)
        found, others = [], 0
        for n in BATCHES:
            shares = []
            for seed in range(24):
                home = homes[seed % len(homes)]
                inside = members(concatenate([home, batch(seed, n, home.times("observed_at").max())]))
                shares.append(inside[len(home) :].mean())
                others += int(inside[: len(home)].sum())
            found.append(float(np.mean(shares)))
        false = []
        for more in (1.0, 1e4):
            chance.FALSE_COHORTS = usual * more
            false.append(sum(bool(members(table).any()) for table in clean))
        chance.FALSE_COHORTS = usual
        for name, value in before.items():
            setattr(raised, name, value)
        words = " ".join(f"{name} {value}" for name, value in choice.items()) or "as they are"
        print(
            f"{words:<16}{''.join(f'{share:>7.2f}' for share in found)}{others:>7}{false[0]:>5}{false[1]:>5}",
            flush=True,
        )


if __name__ == "__main__":
    main()
