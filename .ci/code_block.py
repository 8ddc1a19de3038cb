"""Print the n-th fenced shell block of a Markdown file: ``python code_block.py README.md 2``."""

import re
import sys
from pathlib import Path

path, number = sys.argv[1], int(sys.argv[2])
blocks = re.findall(r"^```sh\n(.*?)^```$", Path(path).read_text("utf8"), re.MULTILINE | re.DOTALL)
sys.stdout.write(blocks[number - 1])
