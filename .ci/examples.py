"""Write the example files of the notebooks: made-up accounts and a made-up audience as JSON lines, kinds not told.

``python .ci/examples.py notebooks/data`` writes ``followers.jsonl`` (300 accounts of mixed kinds) and
``audience.jsonl`` (2,000 followers, newest first) into that folder, the same bytes each time.
"""

import json
import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from fakefollow import Burst, Purchase, simulate_accounts, simulate_audience


def write_json_lines(path: Path, profiles: list[dict[str, Any]]) -> None:
    """Write profiles as JSON lines."""
    to_json = partial(json.dumps, ensure_ascii=False, separators=(",", ":"), default=datetime.isoformat)
    path.write_bytes("".join(f"{to_json(profile)}\n" for profile in profiles).encode())


def write_examples(folder: Path) -> None:
    """Write both files into a folder."""
    write_json_lines(folder / "followers.jsonl", simulate_accounts(210, 60, 30, random_state=1).profiles)
    audience = simulate_audience(
        2000,
        purchases=[Purchase(0.1, at=0.35), Purchase(0.08, "aged", at=0.75)],
        bursts=[Burst("viral", 0.06, at=0.55)],
        random_state=4,
    )
    write_json_lines(folder / "audience.jsonl", audience.profiles)


if __name__ == "__main__":
    write_examples(Path(sys.argv[1]))
