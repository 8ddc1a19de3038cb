"""Cohorts: accounts of one list that are too much alike for chance. Knows tables and chance, no score and no order."""

from fakefollow.audience.cohorts.bios import (
    bio_template as bio_template,
    near_duplicates as near_duplicates,
    popularity as popularity,
)
from fakefollow.audience.cohorts.cohorts import Cohort as Cohort, Cohorts as Cohorts, find_cohorts as find_cohorts
from fakefollow.audience.cohorts.creation import username_shapes as username_shapes
from fakefollow.audience.cohorts.text_sketches import (
    cut as cut,
    fold as fold,
    jaccard as jaccard,
    most_shared as most_shared,
    sketches as sketches,
    text_hashes as text_hashes,
)
