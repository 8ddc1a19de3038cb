import runpy
from pathlib import Path

from fakefollow.profiles import Profile
from fakefollow.simulate import PROFILE_FIELDS

ROOT = Path(__file__).parents[2]
DATA = ROOT / "notebooks" / "data"


def test_example_files_are_what_the_script_writes(tmp_path):
    """The checked-in examples are the output of `python .ci/examples.py`, byte for byte, and not large."""
    runpy.run_path(str(ROOT / ".ci" / "examples.py"))["write_examples"](tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["audience.jsonl", "followers.jsonl"]
    for path in tmp_path.iterdir():
        assert (DATA / path.name).read_bytes() == path.read_bytes()
        assert path.stat().st_size < 1_200_000


def test_example_files_do_not_tell_the_kind():
    """The examples have 300 and 2,000 accounts of canonical fields and no truth in them."""
    more = {"followers.jsonl": (300, set()), "audience.jsonl": (2000, {"last_status_at"})}
    for name, (n_accounts, beside) in more.items():
        lines = (DATA / name).read_text("utf8").splitlines()
        assert len(lines) == n_accounts
        fields = {*PROFILE_FIELDS, *beside}
        assert all(Profile.model_validate_json(line).model_fields_set == fields for line in lines)
