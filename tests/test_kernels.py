"""Scores and audits are the same to the last bit whatever kernel the BLAS of this machine has chosen."""

import os
import platform
import subprocess
import sys

import pytest

CHILD = """
import hashlib, json, warnings
import fakefollow as ff
from threadpoolctl import threadpool_info

warnings.simplefilter("ignore")
audience = ff.simulate_audience(900, random_state=9, purchases=[ff.Purchase(at=0.5, size=200)], drip_share=0.1)
report = ff.audit(audience.profiles)
labels = {row: "genuine" if report.scores.authenticity[row] > 0.5 else "purchased" for row in range(0, 900, 9)}
told = [report.to_json(), report.update(labels).to_json(), report.scores.evidence.tobytes().hex()]
told += [report.scores.authenticity.tobytes().hex()]
print({found.get("architecture") for found in threadpool_info() if found["user_api"] == "blas"})
print(hashlib.sha256(json.dumps(told).encode()).hexdigest())
"""


@pytest.mark.skipif(platform.machine() not in {"x86_64", "AMD64"}, reason="its kernels are named otherwise")
def test_kernels_of_blas_change_no_bit():
    """Two of OpenBLAS's kernels that add up in other orders give the same scores, audits and labelled audits."""
    command = [sys.executable, "-W", "ignore", "-c", CHILD]
    of_kernel = [
        subprocess.run(
            command, env={**os.environ, "OPENBLAS_CORETYPE": kernel}, capture_output=True, text=True, check=True
        ).stdout.splitlines()
        for kernel in ("Haswell", "Prescott")
    ]
    (first, expected), (second, found) = of_kernel
    if first == second:
        pytest.skip(f"the BLAS of this machine has one kernel for both: {first}")
    assert found == expected
