"""Plans of the models that ship: what each may use, learns from and is tested on, and what its card says.

Declarations only; `models.build` carries them out. `models/CHOICE.md` and `models/GENERIC.md` hold what was compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fakefollow.scoring import Policy
from fakefollow.simulate import PROFILE_FIELDS
from fakefollow.training import OWN_LIMITS, TrainingSettings
from models.bench.accounts.folds import Fold, genuine_folds, github_folds, instagram_folds, platform_folds, seller_folds
from models.releases import GITHUB_RELEASES, INSTAGRAM_RELEASES, X_RELEASES, Release

SHARED_FIELDS: Final = (*("username", "name", "description"), *("followers_count", "following_count", "posts_count"))
"""Fields that all platforms show in some way."""

X_SETTINGS: Final = TrainingSettings()
"""The model of X may use every feature but those that GitHub alone shows."""

GITHUB_DIRECTIONS: Final[Mapping[str, int]] = {
    **{"followers_count": -1, "following_count": 0, "repositories_count": -1, "description_length": -1},
    **{"has_location": -1, "has_url": -1, "has_company": -1, "name_length": -1},
    **{"username_digits": 1, "bare_newcomer": -1, "shown_age_days": 0},
}
"""What the model of GitHub looks at, and whether a higher value may speak for a campaign (1), against it (-1) or for
either (0). Work, followers, texts and youth without work never speak for one."""

FEWEST_IN_STEP: Final = 100
"""Accounts in a step of its tables: in some quarters few newcomers are known, and 20 would weigh like thousands."""

GITHUB_SETTINGS: Final = TrainingSettings(
    features=tuple(GITHUB_DIRECTIONS),
    classifier={
        **TrainingSettings().classifier,
        "min_samples_leaf": FEWEST_IN_STEP,
        "monotonic_cst": list(GITHUB_DIRECTIONS.values()),
    },
    backbone={},  # what tells campaigns on GitHub is emptiness, not what an account follows
    policy=Policy(max_false_positive_rate=0.002),
    platform="github",
)
"""Thresholds ten times as strict as those of X, for at higher rates empty accounts in their first years are flagged
many times as often as others: `python -m models.bench platforms` shows the rates by age."""

INSTAGRAM_BACKBONE: Final = {
    "following_count": (1.3, 100.0),
    "followers_count": (-1.0, 10.0),
    "posts_count": (-0.25, 3.0),
    "description_length": (-0.3, 1.0),
    "has_url": (-0.5, 0.1),
    "default_profile_image": (1.2, 0.1),
    "username_digits": (0.3, 1.0),
}
GENERIC_BACKBONE: Final = {
    "following_count": (1.5, 150.0),
    "followers_count": (-1.0, 10.0),
    "posts_count": (-0.25, 3.0),
    "description_length": (-0.1, 1.0),
}
"""Feature -> slope and offset. What is sold follows many, has few followers and posts little; on Instagram it also
shows no bio, link or picture, and digits in the handle. The offsets keep few of anything from meaning much. Nothing of
it is fitted to a set or platform: models/GENERIC.md tries it on the ones left out."""

INSTAGRAM_SETTINGS: Final = TrainingSettings(
    features=tuple(INSTAGRAM_BACKBONE), backbone=INSTAGRAM_BACKBONE, platform="instagram"
)
"""Sets learn how far the backbone counts, and the thresholds: what trees learnt of some sets misled on the others, for
sets differ more in how much is usual than in which way it points."""

GENERIC_SETTINGS: Final = TrainingSettings(
    features=tuple(GENERIC_BACKBONE),
    backbone=GENERIC_BACKBONE,
    policy=Policy(max_false_positive_rate=0.005),
    platform="generic",
)
"""The same for what every platform shows, and thresholds four times as strict as the model of X has."""

ANSWERS: Final = "how likely an account is genuine, and if not, whether it looks purchased or automated"

SPEAKS_OF_ACCOUNTS, NEEDS_A_PRIOR, KEEPS_THE_RATE = OWN_LIMITS[0], *OWN_LIMITS[-2:]
"""Limits of every model, also of those that users train."""

HIDDEN_BY_FOLLOWERS: Final = (
    "A seller who also buys followers for the accounts that are sold hides a good part of them."
)

X_LIMITS: Final = (
    SPEAKS_OF_ACCOUNTS,
    "Bought accounts in the training data are from three sellers of 2013 and from some of 2018, automated ones from "
    "2010 to 2019; what is sold today may look different, and no profile shows a stolen or collusive account.",
    "Retweet bots and weakly labelled sets are told from genuine accounts little better than by chance: a profile "
    "does not show what an account posts.",
    HIDDEN_BY_FOLLOWERS,
    "Likely purchased and likely bot are less certain as a distinction than genuine and not genuine.",
    NEEDS_A_PRIOR,
    KEEPS_THE_RATE,
)


@dataclass(frozen=True, slots=True)
class ModelPlan:
    """How one shipped model is made.

    Parameters
    ----------
    settings : TrainingSettings
        Features, policy, platform and how it is trained.
    releases : tuple of Release
        What it learns from.
    folds : tuple of Fold
        What is held out for the figures of its card.
    kinds : tuple of str, default=("genuine", "purchased", "bot")
        Kinds that it may know, where the releases have them.
    answers : str
        What a score of it answers; completes a sentence of the card.
    limits : tuple of str
        What it cannot do, in sentences of the card.
    golden_fields : tuple of str
        Canonical fields that its golden profiles show.
    """

    settings: TrainingSettings
    releases: tuple[Release, ...]
    folds: tuple[Fold, ...]
    kinds: tuple[str, ...] = ("genuine", "purchased", "bot")
    answers: str = ANSWERS
    limits: tuple[str, ...] = X_LIMITS
    golden_fields: tuple[str, ...] = PROFILE_FIELDS


INSTAGRAM_LIMITS: Final = (
    SPEAKS_OF_ACCOUNTS,
    '"Purchased" means labelled as fake here: of the five sets one was bought from sellers (2019), one labelled by '
    "hand by one newsroom (2017), and three do not say where their labels come from. The model knows no bots.",
    "Fakes that were bought and look cared for (some 270 followers, 2,100 followed, posts, a bio) are hardly told from "
    "people: with their set left out, a third of them is flagged by default.",
    "Thresholds carry over from set to set only in part: with a set left out, up to 5 % of its genuine accounts are "
    "flagged, and of another set's fakes few. Read the order of the scores rather than the verdicts.",
    "Fakes that follow 300 accounts or fewer and have one post at most are never called, for people who only read look "
    "the same.",
    HIDDEN_BY_FOLLOWERS,
    "Creation dates, likes and header pictures are not shown by the platform; that an account is private says nothing.",
    NEEDS_A_PRIOR,
)

GENERIC_LIMITS: Final = (
    SPEAKS_OF_ACCOUNTS,
    "It was learnt on X and Instagram and is used for platforms without labelled accounts. How well it does there is "
    "not known; the figures of this card with X or Instagram left out say how far it carries over.",
    "It looks at accounts followed, followers, posts and the length of the bio alone. What is usual of these differs "
    "from platform to platform, by the habits of people and not by who is genuine.",
    "On a platform that it was not learnt on it calls nobody in a list of fewer than 100 accounts, and nobody in one "
    "that is unlike the communities of people that it knows, or does not show what they follow: whether that is what "
    "was bought or what is usual there cannot be told. So a list of which more than half was bought is not called "
    "either, and says so.",
    "It knows no automated accounts: what all platforms show hardly tells them from genuine ones.",
    "It is set to call few accounts, and finds few: its thresholds are four times as strict as those of the model of "
    "X, and the stated rate is one of genuine accounts of X and Instagram. Where people only read it is exceeded: of "
    "the followers of one verified account of X, some perhaps bought, it calls eight in a hundred not genuine.",
    "Bought accounts in the training data are from 2013 to 2019; what is sold today may look different, and no profile "
    "shows a stolen or collusive account.",
    HIDDEN_BY_FOLLOWERS,
    NEEDS_A_PRIOR,
)

GITHUB_LIMITS: Final = (
    SPEAKS_OF_ACCOUNTS,
    '"Purchased" means that the account took part in a campaign of bought stars. That was found by behaviour, accounts '
    "that star together or star once and do no more, and not by profiles; no seller and no owner was asked.",
    "A profile shows little of it: of a campaign account and another the right one is suspected in about 80 of 100 "
    "pairs, and forests do no better. Of two accounts created in the same quarter it is 69: campaign accounts are "
    "younger, and have had less time to fill. Those that also work on GitHub look genuine and are not found.",
    "An empty profile is no proof. Newcomers, people who only read or star, and people whose work is private have the "
    "same, and are at most uncertain, unless they are older than half a year and the handle is full of digits. So "
    "hardly any account is flagged by default: read the order, or the share of an audience.",
    "The genuine accounts were drawn from those that act in public, so quiet people are too few among them, and more "
    "of those than the stated rate may be flagged.",
    "All accounts were observed in October 2024: age cannot be told from the year of creation, and campaigns of other "
    "years may use older or younger accounts.",
    NEEDS_A_PRIOR,
    KEEPS_THE_RATE,
)

PLANS: Final[Mapping[str, ModelPlan]] = {
    "x": ModelPlan(X_SETTINGS, X_RELEASES, (*seller_folds(), *genuine_folds())),
    "instagram": ModelPlan(
        INSTAGRAM_SETTINGS,
        INSTAGRAM_RELEASES,
        tuple(instagram_folds()),
        answers="how likely an Instagram account is genuine rather than fake (called purchased)",
        limits=INSTAGRAM_LIMITS,
        golden_fields=(
            *("id", "username", "name", "description", "url"),
            *("followers_count", "following_count", "posts_count", "default_profile_image", "protected", "verified"),
        ),
    ),
    "github": ModelPlan(
        GITHUB_SETTINGS,
        GITHUB_RELEASES,
        tuple(github_folds()),
        kinds=("genuine", "purchased"),
        answers="how likely a GitHub account is genuine rather than of a campaign of bought stars (called purchased)",
        limits=GITHUB_LIMITS,
        golden_fields=(
            *("id", "username", "name", "description", "location", "url", "created_at", "observed_at"),
            *("followers_count", "following_count", "repositories_count", "company"),
        ),
    ),
    "generic": ModelPlan(
        GENERIC_SETTINGS,
        (*X_RELEASES, *INSTAGRAM_RELEASES),
        (*platform_folds(), *genuine_folds()),
        kinds=("genuine", "purchased"),
        answers="how likely an account is genuine rather than purchased, by what all platforms show",
        limits=GENERIC_LIMITS,
        golden_fields=("id", *SHARED_FIELDS),
    ),
}
"""Name of each shipped model -> its plan."""
