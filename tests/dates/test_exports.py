import subprocess
import sys
from types import ModuleType

from interlocal import dates, draws


def test_what_is_exported_is_what_is_public() -> None:
    public = {
        name for name, value in vars(dates).items() if name[0] != "_" and not isinstance(value, ModuleType)
    }
    assert public - {"annotations"} == set(dates.__all__)
    assert set(draws.__all__) == {"keys", "uniform"}


def test_dates_import_neither_numba_nor_scipy() -> None:
    code = "import sys, interlocal.dates; print([m for m in ('numba', 'scipy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
