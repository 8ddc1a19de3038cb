"""Counts as an image: a pixel where there are accounts, read back by others."""

import numpy as np
import pytest

from fakefollow.report import density_shades, png, read_timeline


def test_picture_holds_the_density(make_summary):
    """The image has a pixel where there are accounts and none where there are not; latest creation on top."""
    summary = make_summary(n=4, places=())
    counts = [[0, 9], [1, 0]]
    summary["timeline"] |= {
        "rank_edges": [0, 2, 4],
        "created_edges": ["2010-01-01", "2011-01-01", "2012-01-01"],
        "followers": counts,
        "authenticity": [0.5, None],
        "followed_at": [None, None, None],
    }
    image = density_shades(read_timeline(summary))
    assert np.unique(image[:100, :200]).tolist() == [24]
    assert np.unique(image[100:, :200]).tolist() == [0]
    assert np.unique(image[:100, 200:]).tolist() == [0]
    assert np.unique(image[100:, 200:]).item() in range(1, 24)


def test_png_is_read_by_others(tmp_path):
    """matplotlib reads the image back: size, colours, and transparency where the shade is 0."""
    image = pytest.importorskip("matplotlib.image")
    path = tmp_path / "shades.png"
    path.write_bytes(png(np.array([[0, 1], [2, 1], [1, 0]], np.uint8), ["#FF0000", "#0000FF"]))
    found = image.imread(path)
    assert found.shape == (3, 2, 4)
    assert found[..., 3].tolist() == [[0, 1], [1, 1], [1, 0]]
    assert found[0, 1].tolist() == [1, 0, 0, 1]
    assert found[1, 0].tolist() == [0, 0, 1, 1]


def test_opacity_is_kept(tmp_path):
    """Each colour has the opacity asked for, and shade 0 none."""
    image = pytest.importorskip("matplotlib.image")
    path = tmp_path / "shades.png"
    path.write_bytes(png(np.array([[0, 1, 2]], np.uint8), ["#FF0000", "#FF0000"], [51, 255]))
    assert np.rint(255 * image.imread(path)[0, :, 3]).tolist() == [0, 51, 255]
