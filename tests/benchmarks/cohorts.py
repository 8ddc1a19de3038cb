"""Print speed and quality of the search for cohorts: ``python tests/benchmarks/cohorts.py [n_accounts]``.

Bios and handles are made up here: what is recovered says that the code works, not how many real batches it
finds. With ``FAKEFOLLOW_DATA`` set, the share of accounts in cohorts is printed for each real source as well.
CPU time of one process with one thread.
"""

import os
import sys
import time
import tracemalloc
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

for setting in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[setting] = "1"

import numpy as np

from fakefollow.audience.cohorts import Cohorts, find_cohorts, near_duplicates
from fakefollow.profiles import ProfileTable, TextColumn, ValueColumn
from fakefollow.readers import read

T = TypeVar("T")
TEMPLATES = 200
TEMPLATED = 0.2
SLOTS = 1
ORGANIC_LISTS = 100


def words(random: np.random.Generator, n_words: int) -> list[str]:
    """Make up words of 2 to 9 letters."""
    letters = random.integers(ord("a"), ord("z") + 1, (n_words, 9)).astype(np.uint8)
    lengths = random.integers(2, 10, n_words)
    return [bytes(row[:length]).decode() for row, length in zip(letters, lengths, strict=True)]


def bios(random: np.random.Generator, n_accounts: int) -> tuple[list[str], np.ndarray]:
    """Make up bios of 4 to 20 words; a fifth comes from templates with one word of three replaced."""
    pool = words(random, 5_000)
    chosen = random.integers(0, len(pool), (n_accounts, 20))
    lengths = random.integers(4, 21, n_accounts)
    template = np.where(random.random(n_accounts) < TEMPLATED, random.integers(0, TEMPLATES, n_accounts), -1)
    patterns = random.integers(0, len(pool), (TEMPLATES, 20))
    pattern_lengths = random.integers(12, 21, TEMPLATES)
    made = template >= 0
    own = chosen[made]
    chosen[made] = patterns[template[made]]
    lengths[made] = pattern_lengths[template[made]]
    for _ in range(SLOTS):
        place = random.integers(0, 3, made.sum()) + 5
        chosen[np.flatnonzero(made), place] = own[np.arange(len(own)), place]
    texts = [
        " ".join([pool[word] for word in row[:length]])
        for row, length in zip(chosen.tolist(), lengths.tolist(), strict=True)
    ]
    return texts, template


def table_of(random: np.random.Generator, texts: list[str]) -> ProfileTable:
    """Put bios beside made-up handles, spread ids and creation seconds."""
    n = len(texts)
    every = np.ones(n, np.bool_)
    stems = words(random, 2_000)
    handles = [
        stems[stem] + str(number)
        for stem, number in zip(
            random.integers(0, 2_000, n).tolist(), random.integers(0, 9_999, n).tolist(), strict=True
        )
    ]
    seconds = 1_300_000_000 + random.integers(0, 300_000_000, n)
    ids = [str(number) for number in random.permutation(3_000_000_000 // n * np.arange(1, n + 1))]
    columns = {
        "id": TextColumn.from_strings(ids),
        "username": TextColumn.from_strings(handles),
        "description": TextColumn.from_strings(texts),
        "created_at": ValueColumn(seconds.astype("datetime64[s]").astype("datetime64[us]"), every),
    }
    return ProfileTable(columns, n)


def timed(name: str, n_accounts: int, work: Callable[[], T]) -> T:
    """Print accounts per second of CPU time."""
    start = time.process_time()
    result = work()
    seconds = time.process_time() - start
    print(f"{name:<44}{seconds:>7.2f} s {n_accounts / seconds:>12,.0f} /s", flush=True)
    return result


def memory(table: ProfileTable) -> None:
    """Print how much memory the search takes at most, beside the table."""
    tracemalloc.start()
    find_cohorts(table)
    print(f"  memory beside the table: {tracemalloc.get_traced_memory()[1] / 2**20:,.0f} MB  goal 500")
    tracemalloc.stop()


def main(n_accounts: int) -> None:
    random = np.random.default_rng(1)
    texts, template = bios(random, n_accounts)
    table = table_of(random, texts)
    print(f"{n_accounts:,} accounts, {table.texts('description').offsets[-1] / n_accounts:.0f} bytes a bio")
    cohorts = timed("all rules", n_accounts, lambda: find_cohorts(table))
    recovered(cohorts, template)
    memory(table)
    column = table.texts("description")
    groups = timed("near-duplicate bios alone", n_accounts, lambda: near_duplicates(column))
    false = (template < 0) & (groups.first != np.arange(n_accounts)) & (groups.first >= 0)
    print(f"  other bios put with another: {false.sum() / (template < 0).sum():.4%}")
    same = TextColumn.from_strings(["The very same words in every bio of this list"] * n_accounts)
    timed("all bios the same", n_accounts, lambda: near_duplicates(same))
    numbered = TextColumn.from_strings(
        [f"Member number {row} of the finest club for lovers of fine tea and old maps" for row in range(n_accounts)]
    )
    timed("all bios of one template", n_accounts, lambda: near_duplicates(numbered))
    organic()
    real()


def recovered(cohorts: Cohorts, template: np.ndarray) -> None:
    """Print how much of the templates came back, and how much that is none."""
    found = np.zeros(len(template), np.bool_)
    mixed = 0
    for cohort in cohorts.found:
        if cohort.rule == "bio":
            found[cohort.rows] = True
            mixed += len(set(template[cohort.rows].tolist())) > 1
    made = template >= 0
    rules = dict(Counter(cohort.rule for cohort in cohorts.found))
    print(f"  templated bios in cohorts: {found[made].mean():.2%}, other bios: {found[~made].mean():.4%}")
    print(f"  cohorts by rule: {rules}, bio cohorts that mix templates: {mixed}")


def organic() -> None:
    """Print cohorts found in made-up lists in which nothing was made together."""
    random = np.random.default_rng(2)
    n_found = 0
    for _ in range(ORGANIC_LISTS):
        texts, template = bios(random, 2_000)
        kept = [text for text, number in zip(texts, template, strict=True) if number < 0]
        n_found += len(find_cohorts(table_of(random, kept)).found)
    print(f"cohorts in {ORGANIC_LISTS} lists without any: {n_found}")


def real() -> None:
    """Print the share of accounts in cohorts, by source and rule."""
    if "FAKEFOLLOW_DATA" not in os.environ:
        return
    import pyarrow.parquet as pq

    warnings.simplefilter("ignore")
    folder = Path(os.environ["FAKEFOLLOW_DATA"])
    print(f"{'source':<58}{'n':>8}{'any':>8}  share in cohorts (number) by rule")
    for path in sorted([*folder.glob("followers/*.parquet"), *folder.glob("accounts/*.parquet")]):
        table, frame = read(path), pq.read_table(path)
        if "id" not in frame.column_names:
            continue
        named = path.parent.name == "accounts"
        groups = frame["source_group"].to_pylist() if named else ["all"] * len(table)
        labels = frame["label"].to_pylist() if named else [""] * len(table)
        sources = np.array([f"{path.stem} {group} {label}" for group, label in zip(groups, labels, strict=True)])
        for source in sorted(set(sources.tolist())):
            share_by_rule(source, table.take(np.flatnonzero(sources == source)))


def share_by_rule(source: str, table: ProfileTable) -> None:
    cohorts = find_cohorts(table)
    sizes: Counter[str] = Counter()
    for cohort in cohorts.found:
        sizes[cohort.rule] += cohort.size
    numbers = Counter(cohort.rule for cohort in cohorts.found)
    rules = ", ".join(f"{rule} {size / len(table):.2%} ({numbers[rule]})" for rule, size in sizes.items())
    print(f"{source[:57]:<58}{len(table):>8,}{cohorts.n_members / len(table):>8.2%}  {rules}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
