"""The command that shows a model."""

import argparse
from typing import Any

from fakefollow.cli.terminal import say, write


def add_info(commands: Any) -> None:
    """Add the command that shows what a model was made of."""
    command = commands.add_parser("info", help="show what a model was made of, its figures and its limits")
    command.add_argument(
        "model", nargs="?", default="x", metavar="MODEL", help="shipped model or folder (default: x)"
    )
    command.add_argument(
        "--platforms",
        action="store_true",
        help="show what each platform shows instead, and how much of the evidence of its model that leaves",
    )
    command.set_defaults(run=_info)


def _info(options: argparse.Namespace) -> None:
    if options.platforms:
        from fakefollow.platform_table import platforms_to_markdown

        write(platforms_to_markdown())
        return
    from fakefollow.api import load_detector
    from fakefollow.training.cards import card_to_markdown

    say(card_to_markdown(load_detector(options.model).card))
