"""Cohorts."""

from fakefollow.audience.cohorts.bios import BATCH, bio_template, near_duplicates, popularity
from fakefollow.audience.cohorts.cohorts import MOST_EVIDENCE, Cohort, Cohorts, find_cohorts
from fakefollow.audience.cohorts.excess import log_tail
from fakefollow.audience.cohorts.text_sketches import GRAM, LONGEST, cut, fold, jaccard, minhash, text_hashes
from fakefollow.audience.cohorts.usernames import username_shapes

__all__ = [
    "BATCH",
    "GRAM",
    "LONGEST",
    "MOST_EVIDENCE",
    "Cohort",
    "Cohorts",
    "bio_template",
    "cut",
    "find_cohorts",
    "fold",
    "jaccard",
    "log_tail",
    "minhash",
    "near_duplicates",
    "popularity",
    "text_hashes",
    "username_shapes",
]
