"""Execute the notebooks in place: outputs as the code gives them now, nothing of the machine, small pictures.

``python .ci/notebooks.py`` runs all of them, ``python .ci/notebooks.py 03`` those whose names begin so. Needs the extra
``notebooks``. The gate runs them too (`jupyter execute`), but writes nothing.
"""

import base64
import io
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from PIL import Image

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
N_COLOURS = 128


def small(picture: str) -> str:
    """Return a PNG picture with fewer colours: a third of the size, and nothing of it to be seen."""
    image = Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB").quantize(N_COLOURS)
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True)
    return base64.b64encode(written.getvalue()).decode() + "\n"


def without_bars(outputs: list[Any]) -> list[Any]:
    """Return outputs without bars of progress, which whoever runs the notebook sees and who reads it does not need."""
    told = "".join(output["text"] for output in outputs if output.get("name") == "stderr")
    left = "\n".join(line.rpartition("\r")[2] for line in told.split("\n"))
    shown = [output for output in outputs if output.get("name") != "stderr"]
    return [nbformat.v4.new_output("stream", name="stderr", text=left), *shown] if left.strip() else shown


def execute(path: Path) -> None:
    """Run one notebook and write it with its outputs."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=300,
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    notebook.metadata = METADATA
    for cell in notebook.cells:
        cell.metadata = {}
        if "outputs" in cell:
            cell.outputs = without_bars(cell.outputs)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "image/png" in data:
                data["image/png"] = small(data["image/png"])
    nbformat.write(notebook, path)


for path in sorted(NOTEBOOKS.glob("*.ipynb")):
    if any(path.name.startswith(name) for name in sys.argv[1:] or [""]):
        execute(path)
