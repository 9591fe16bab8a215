"""Let tox find every Python that pyenv has installed, not only the one that is in use."""

import os
from pathlib import Path

_ROOT = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
_FOLDERS = sorted(str(folder) for folder in _ROOT.glob("versions/*/bin"))
os.environ["PATH"] = os.pathsep.join([os.environ["PATH"], *_FOLDERS])
