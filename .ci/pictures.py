"""Draw the pictures of the README: the top of the page of the example audience, and its follower map.

``python .ci/pictures.py`` needs Chromium and the extra ``plot``.
"""

import subprocess
import tempfile
from pathlib import Path

import matplotlib as mpl

import fakefollow as ff

ROOT = Path(__file__).resolve().parent.parent
FIGURES = ROOT / "models" / "figures"
CHROMIUM = (
    "chromium",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--hide-scrollbars",
)
SIZE = "1000,535"

mpl.use("Agg")
report = ff.audit(ROOT / "notebooks" / "data" / "audience.jsonl")
with tempfile.TemporaryDirectory() as folder:
    page = Path(folder) / "report.html"
    report.to_html(page)
    picture = f"--screenshot={FIGURES / 'report.png'}"
    subprocess.run(
        [*CHROMIUM, f"--user-data-dir={folder}/profile", f"--window-size={SIZE}", picture, page.as_uri()],
        check=True,
        capture_output=True,
    )
report.plot_timeline().figure_.savefig(FIGURES / "follower_map.png", dpi=110)
