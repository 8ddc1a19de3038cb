"""Run the command line as ``python -m fakefollow``."""

import sys

from fakefollow.cli import main

sys.exit(main())
