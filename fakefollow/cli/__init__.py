"""The command line: audit an audience, score a file, build and measure shipped models, show a model."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

from fakefollow.cli.followers import add_audit, add_score
from fakefollow.cli.models import add_info
from fakefollow.cli.releases import add_evaluate, add_train
from fakefollow.cli.terminal import plain_warnings
from fakefollow.errors import FakefollowError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Words of the command line; those of the process by default.

    Returns
    -------
    int
        0 when done, 1 when the input or the model cannot be used; wrong usage exits with 2.
    """
    options = _parser().parse_args(arguments)
    try:
        with plain_warnings():
            options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough; without a new target Python would complain
        # at exit that it cannot flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (FakefollowError, OSError) as error:
        sys.stderr.write(f"fakefollow: {error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fakefollow",
        description="Tell genuine followers from purchased and automated ones, offline and with reasons.",
    )
    parser.add_argument("--version", action="version", version=f"fakefollow {version('fakefollow')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add_audit(commands)
    add_score(commands)
    add_train(commands)
    add_evaluate(commands)
    add_info(commands)
    return parser
