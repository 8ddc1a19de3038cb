"""The command line: one function that runs one command."""

from fakefollow.cli.commands import main as main
