"""`python -m fakefollow` and the command `fakefollow` are the command line."""

import os
import sys
from contextlib import suppress


def main() -> int:
    """Run the command line; Ctrl-C ends it with one line, also while its libraries are loaded."""
    try:
        from fakefollow.cli import main as run

        code = run()
    except KeyboardInterrupt:
        sys.stderr.write("fakefollow: stopped; no file was left half written\n")
        code = 130
    if code == 130:  # without delay, and not as by a signal, as Python does where what stopped was code in a text
        with suppress(OSError):
            sys.stdout.flush()
        os._exit(code)
    return code


if __name__ == "__main__":
    sys.exit(main())
