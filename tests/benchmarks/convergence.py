"""Print how near shares come to those of very many plain steps: ``python tests/benchmarks/convergence.py [n]``.

Audiences of 30 to 10,000 followers are mixed at random of the sources that shipped models know, n of them (200 by
default) for each pattern of fields. For each tolerance: mean and most rounds, and how far the share of a kind is from
that after 40,000 plain steps, at most and for 99 of 100; for 60 plain steps too, where shares once stopped.
"""

import os
import sys

for setting in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[setting] = "1"

import numpy as np

import fakefollow as ff
from fakefollow.audience.share import SourceMixture, mixture as module, mixture_weights

SIZES = (30, 200, 1000, 10_000)
TOLERANCES = (1e-4, 1e-5, 1e-6, 1e-7)
FEW_STEPS, MANY_STEPS = 60, 40_000


def audiences(reference, n, random):
    """Return counts in coarse bins of audiences whose kinds and sources have random shares."""
    of_sources = reference.counts / reference.counts.sum(axis=1, keepdims=True)
    weights = np.zeros((n, len(of_sources)))
    for kind in range(int(reference.kind_of.max()) + 1):
        sources = np.flatnonzero(reference.kind_of == kind)
        weights[:, sources] = random.gamma(1.0, size=(n, 1)) * random.dirichlet(np.full(len(sources), 0.3), n)
    shares = weights / weights.sum(axis=1, keepdims=True) @ of_sources
    shares /= shares.sum(axis=1, keepdims=True)
    return reference.merged(np.array([random.multinomial(random.choice(SIZES), row) for row in shares]))


def after_plain_steps(populations):
    """Return shares of the kinds after few and after many plain steps from equal shares."""
    shares = np.full((len(populations.counts), populations.members.shape[1]), 1 / populations.members.shape[1])
    within, few = populations.equal, shares
    for step in range(MANY_STEPS):
        few = shares if step == FEW_STEPS else few
        shares, within, _ = populations.step(shares, within)
    return few, shares


def show(model, reference, n):
    """Print the errors of every tolerance on audiences of one pattern of a model."""
    mixture, counts = SourceMixture.of(reference), audiences(reference, n, np.random.default_rng(7))
    members = np.eye(mixture.kind_of.max() + 1)[mixture.kind_of]
    equal = np.broadcast_to((members / members.sum(axis=0)).sum(axis=1), (n, len(members)))
    strength = module.DIRICHLET_STRENGTH
    few, many = after_plain_steps(module._Populations(counts, mixture.densities, equal, members, strength))
    print(f"{model}, {reference.name}: {FEW_STEPS} plain steps {np.abs(few - many).max():.4f} off at most")
    for tolerance in TOLERANCES:
        sizes, found = counted(tolerance, counts, mixture)
        errors = np.abs(found @ members - many).max(axis=1)
        print(
            f"  tolerance {tolerance:.0e}: {sum(sizes) / n:.0f} rounds, {len(sizes)} at most, "
            f"{np.quantile(errors, 0.99):.6f} and {errors.max():.6f} off"
        )


def counted(tolerance, counts, mixture):
    """Return the populations of every round until all are done, and the weights found."""
    sizes, plain_round = [], module._round

    def counting(populations, shares, within):
        sizes.append(len(shares))
        return plain_round(populations, shares, within)

    module.TOLERANCE, module._round = tolerance, counting
    weights = mixture_weights(counts, mixture.densities, mixture.kind_of, module.DIRICHLET_STRENGTH)
    module._round = plain_round
    return sizes, weights


def main(n=200):
    """Print the figures of two patterns of each shipped model."""
    for model in ("x", "generic", "instagram"):
        for reference in ff.load_detector(model).shares.patterns[:2]:
            show(model, reference, n)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
