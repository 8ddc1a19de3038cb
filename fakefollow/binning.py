"""Bins of features: thresholds at weighted quantiles, and the bin of each value."""

from collections.abc import Sequence

import numpy as np

from fakefollow.table import FloatArray


def bin_edges(values: FloatArray, weight: FloatArray, max_bins: int) -> FloatArray:
    """Return at most ``max_bins - 1`` ascending thresholds, halfway between observed values.

    Every observed value gets a bin if there are few of them; otherwise bins hold about the same weight.
    """
    observed = ~np.isnan(values)
    distinct, members = np.unique(values[observed], return_inverse=True)
    if len(distinct) < 2:
        return np.zeros(0)
    middles: FloatArray = distinct[:-1] / 2 + distinct[1:] / 2
    if len(distinct) <= max_bins:
        return middles
    mass = np.cumsum(np.bincount(members, weights=weight[observed]))
    levels = np.arange(1, max_bins) / max_bins
    # Rounded, so that a level which meets a cumulated weight exactly does so whatever the order of summation.
    places = np.searchsorted(np.round(mass / mass[-1], 12), np.round(levels, 12))
    edges: FloatArray = middles[np.unique(np.minimum(places, len(middles) - 1))]
    return edges


def to_bins(features: FloatArray, edges: Sequence[FloatArray]) -> FloatArray:
    """Replace each value by the number of its bin, as a float; NaN stays NaN."""
    bins = np.full_like(features, np.nan)
    for place, feature_edges in enumerate(edges):
        seen = ~np.isnan(features[:, place])
        bins[seen, place] = np.searchsorted(feature_edges, features[seen, place], side="left")
    return bins
