"""Files to be read, and what tables of them hold."""

import gzip

import pytest


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a file, compressed if it is named .gz, and returns its path."""

    def write_file(name, content):
        path = tmp_path / name
        content = content if isinstance(content, bytes) else content.encode()
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        return path

    return write_file
