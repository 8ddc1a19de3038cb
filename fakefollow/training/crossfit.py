"""Cross-fitting over sources: what a classifier says of accounts whose source it has never seen."""

import numpy as np
from numpy.typing import NDArray

from fakefollow.errors import TrainingError
from fakefollow.training.accounts import StrArray


def source_folds(kinds: StrArray, sources: StrArray, n_folds: int) -> NDArray[np.intp]:
    """Put every source into one fold, spreading the sources of every kind over the folds.

    Kinds with few sources are dealt first; a source that has accounts of several kinds stays together. A kind
    with fewer sources than folds is held out in some folds only, so that every fold trains on every kind.

    Parameters
    ----------
    kinds, sources : ndarray of str, shape (n,)
        Kind and source of each account.
    n_folds : int
        Most folds; fewer where there are fewer sources.

    Returns
    -------
    ndarray of int, shape (n,)
        Fold of each account.

    Raises
    ------
    TrainingError
        If some kind has accounts of one source only, or its sources cannot be held out apart.
    """
    of_kind = {kind: sorted(set(sources[kinds == kind].tolist())) for kind in sorted(set(kinds.tolist()))}
    fewest = min(of_kind, key=lambda kind: len(of_kind[kind]))
    n_folds = min(n_folds, max(map(len, of_kind.values())))
    if len(of_kind[fewest]) < 2:
        raise TrainingError(
            f"calibration needs at least two sources of every kind, got only {of_kind[fewest]} for {fewest!r}; "
            "pass sources= that say which vendor, campaign or collection each account comes from"
        )
    fold: dict[str, int] = {}
    for kind in sorted(of_kind, key=lambda kind: (len(of_kind[kind]), kind)):
        load = [sum(fold.get(source) == place for source in of_kind[kind]) for place in range(n_folds)]
        for source in of_kind[kind]:
            if source not in fold:
                fold[source] = int(np.argmin(load))
                load[fold[source]] += 1
    for kind, names in of_kind.items():
        if len({fold[source] for source in names}) < 2:
            raise TrainingError(
                f"the sources of {kind!r}, {names}, are also sources of other kinds and all fall into one fold; "
                "give some of its accounts a source of their own"
            )
    return np.array([fold[source] for source in sources.tolist()])
