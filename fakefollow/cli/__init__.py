"""The command line: one function that runs one command, and what it calls arguments."""

from fakefollow.cli.commands import main as main
from fakefollow.cli.options import as_options as as_options
