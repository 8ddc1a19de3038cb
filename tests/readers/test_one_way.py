"""The same rows give the same table as a list, as JSON, as lines, as a frame and one by one, whatever their forms."""

import io
import json
import random
import sys

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fakefollow.errors import FakefollowError
from fakefollow.platforms import shape_of
from fakefollow.readers import read

pytestmark = pytest.mark.filterwarnings("ignore::fakefollow.errors.FakefollowWarning")

WORDS = ["ada", "Cyd L", "", "日本", "NA", "None", " sp ", "https://a.example/x", "12", "👍 hi"]
ODD = [-3, "12", 1.5, 12.0, "1.2K", "1,234", "", True, 1e20, "NA", "01/02/2020", 1577836800, [1], [], {}, {"a": 1}, 0]
PICTURES = ["https://p.example/default_profile_1.png", "https://p.example/me.jpg"]


def count(draw):
    return draw.choice([0, 1, 7, 250, 1234, 10_000_001])


def name(draw):
    return f"{draw.choice(['ada', 'b_b', 'e.f'])}{draw.randrange(999)}"


def word(draw):
    return draw.choice(WORDS)


def flag(draw):
    return draw.random() < 0.5


def time(draw):
    return (
        f"20{draw.randrange(10, 24)}-0{draw.randrange(1, 9)}-{draw.randrange(10, 28)}T10:{draw.randrange(10, 60)}:07Z"
    )


def picture(draw):
    return draw.choice(PICTURES)


def counted(draw):
    return {"count": count(draw)}


def metrics(draw):
    return {"followers_count": count(draw), "following_count": count(draw), "tweet_count": count(draw)}


def made(names, words, counts, flags, **others):
    """Return the makers of a form's values by key."""
    kinds = ((name, names), (word, words), (count, counts), (flag, flags))
    return {key: make for make, keys in kinds for key in keys.split()} | others


FORMS = {
    "v1.1": made(
        "id_str screen_name",
        "name description location url profile_link_color",
        "followers_count friends_count statuses_count favourites_count",
        "default_profile_image verified protected",
        profile_banner_url=picture,
    ),
    "v2": made("id username", "name description", "", "verified", created_at=time, public_metrics=metrics),
    "instaloader": made(
        "id username",
        "full_name biography external_url",
        "",
        "is_private is_verified",
        edge_followed_by=counted,
        edge_follow=counted,
        profile_pic_url=picture,
    ),
    "bluesky": made("did handle", "displayName description", "followersCount followsCount", "", createdAt=time),
    "canonical": made("id username", "name description", "followers_count posts_count", "verified", created_at=time),
}
MARKS = {"screen_name", "username", "did", "handle", "public_metrics", "edge_followed_by"}
SAID_BY_ABSENCE = {"has_banner", "default_profile_image", "description", "name", "url", "location"}


def rows_of(draw, forms):
    """Return rows with keys that lack, nulls and odd values."""
    gaps, nulls, odd = draw.choice([0, 0.2]), draw.choice([0, 0.15]), draw.choice([0, 0.1])
    kept = {form: [key for key in FORMS[form] if key in MARKS or flag(draw)] for form in forms}
    rows = []
    for _ in range(draw.choice([1, 2, 5, 12])):
        form, row = draw.choice(forms), {}
        for key in kept[form]:
            if key in MARKS and draw.random() < 0.9:
                row[key] = FORMS[form][key](draw)
            elif draw.random() >= gaps:
                value = FORMS[form][key](draw)
                row[key] = None if draw.random() < nulls else draw.choice(ODD) if draw.random() < odd else value
        rows.append(row)
    return rows


def told(source, of_frame=False):
    """Return all that a table says, or which error there was."""
    try:
        table = read(source, observed_at="2025-01-01")
    except FakefollowError as error:
        return type(error).__name__
    columns = {
        name: (column.to_list(), None if (widths := getattr(column, "widths", None)) is None else widths.tolist())
        for name, column in table.columns.items()
        if not of_frame or column.valid.any()
    }
    issues = sorted((issue[:2] if of_frame else issue for issue in table.issues), key=repr)
    return len(table), table.platform, columns, issues


def parquet_of(frame):
    """Return the Parquet file of an arrow table."""
    file = io.BytesIO()
    pq.write_table(frame, file)
    return file.getvalue()


def frames_of(rows):
    """Yield the frames that hold rows as they are."""
    yield pd.DataFrame(rows, dtype=object)
    for make, back in ((pl.DataFrame, pl.DataFrame.to_dicts), (pa.Table.from_pylist, pa.Table.to_pylist)):
        try:
            frame = make(rows)
        except (TypeError, pl.exceptions.PolarsError, pa.ArrowInvalid, pa.ArrowTypeError):
            continue
        if repr(back(frame)) == repr(rows):
            yield frame
            if make is pa.Table.from_pylist and all(set(row) for row in rows):
                yield parquet_of(frame)


def drawn(seed):
    """Return a draw's forms and rows."""
    draw = random.Random(seed)
    forms = draw.sample(sorted(FORMS), draw.choice([1, 1, 2, 3]))
    return forms, rows_of(draw, forms)


def test_files_and_lists_say_the_same(monkeypatch):
    """JSON, lines with and without their last end, and the way without msgspec give the table of the list."""
    for seed in range(0, 70):
        _, rows = drawn(seed)
        lines = "\n".join(map(json.dumps, rows)).encode()
        expected = told(rows)
        ways = [json.dumps(rows).encode(), json.dumps(rows, indent=1).encode(), iter(rows)]
        ways += [lines, lines + b"\n"] if len(rows) > 1 else []
        for number, way in enumerate(ways):
            assert told(way) == expected, (seed, number)
        with monkeypatch.context() as without:
            without.setitem(sys.modules, "msgspec", None)
            assert told(lines if len(rows) > 1 else ways[0]) == expected, seed


def test_frames_say_what_lists_of_their_rows_say():
    """Nulls stand in every row of a frame; in one of several forms they are keys that are not there."""
    for seed in range(70, 140):
        forms, rows = drawn(seed)
        keys = dict.fromkeys(key for row in rows for key in row)
        full = [{key: row.get(key) for key in keys} for row in rows]
        known = [{key: value for key, value in row.items() if value is not None} for row in full]
        expected = [told(full, of_frame=True), *([told(known, of_frame=True)] if len(forms) > 1 else [])]
        for frame in frames_of(full):
            assert told(frame, of_frame=True) in expected, (seed, type(frame))


def test_a_row_alone_says_what_it_says_among_others():
    """What shows its form is read alike alone and in a list; what only other rows tell is left out here."""
    for seed in range(140, 210):
        forms, rows = drawn(seed)
        try:
            table = read(rows, observed_at="2025-01-01")
        except FakefollowError:
            continue
        for position, row in enumerate(rows):
            if not shape_of({key: value for key, value in row.items() if value is not None}):
                continue
            alone = read([row], observed_at="2025-01-01")
            assert len(forms) > 1 or alone.platform == table.platform
            for column in {*table.columns, *alone.columns} - SAID_BY_ABSENCE if not alone.reading else ():
                among = table.columns[column].to_list()[position] if table.has(column) else None
                assert among == (alone.columns[column].to_list()[0] if alone.has(column) else None), (seed, column)
