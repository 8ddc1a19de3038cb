"""Cohorts: accounts of one list that are too much alike for chance. Knows tables and chance, no score and no order."""

from fakefollow.audience.cohorts.bios import bio_template, near_duplicates, popularity
from fakefollow.audience.cohorts.cohorts import Cohort, Cohorts, find_cohorts
from fakefollow.audience.cohorts.creation import username_shapes
from fakefollow.audience.cohorts.text_sketches import cut, fold, jaccard, minhash, text_hashes

__all__ = [
    "Cohort",
    "Cohorts",
    "bio_template",
    "cut",
    "find_cohorts",
    "fold",
    "jaccard",
    "minhash",
    "near_duplicates",
    "popularity",
    "text_hashes",
    "username_shapes",
]
