"""`python -m fakefollow` is the command line."""

import sys


def main() -> int:
    """Run the command line; Ctrl-C ends it with one line, also while its libraries are loaded."""
    try:
        from fakefollow.cli import main as run

        return run()
    except KeyboardInterrupt:
        sys.stderr.write("fakefollow: stopped; no file was left half written\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
