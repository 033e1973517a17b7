"""The house keeps its own rules."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import interlocal

ROOT = Path(__file__).parent.parent


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / line for line in listed.splitlines()]


def test_the_changelog_speaks_of_this_version() -> None:
    assert f"## {interlocal.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_no_lock_or_constraint_file_carries_an_address() -> None:
    for name in ("constraints.txt", "pyproject.toml"):
        assert "index-url" not in (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in (ROOT / "constraints.txt").read_text(encoding="utf-8")


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nsys.argv = ['interlocal', '--help']\n"
        "from interlocal.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print([m for m in ('numba', 'matplotlib', 'numpy', 'scipy', 'jinja2') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_only_tests_and_validation_name_the_shared_folder() -> None:
    named = re.compile(r"\.\./shared|/shared/")
    for path in _tracked():
        if path.suffix in {".py", ".md", ".toml", ".csv", ".json", ".j2"} and path.is_file():
            inside = path.relative_to(ROOT).parts[0]
            if inside in {"tests", "validation", "benchmarks"}:
                continue
            assert not named.search(path.read_text(encoding="utf-8")), path


def test_every_public_name_is_in_all() -> None:
    import ast

    for path in sorted((ROOT / "src" / "interlocal").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        exported = next(
            (
                ast.literal_eval(node.value)
                for node in tree.body
                if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__"
            ),
            None,
        )
        if exported is None:
            continue
        defined = {
            name
            for node in ast.walk(tree)
            for name in (
                [node.name]
                if isinstance(node, ast.FunctionDef | ast.ClassDef)
                else [getattr(t, "id", "") for t in node.targets]
                if isinstance(node, ast.Assign)
                else [getattr(node.target, "id", "")]
                if isinstance(node, ast.AnnAssign)
                else [alias.asname or alias.name for alias in node.names]
                if isinstance(node, ast.ImportFrom)
                else [node.name.id]
                if isinstance(node, getattr(ast, "TypeAlias", ()))
                else []
            )
        }
        assert set(exported) <= defined, (path, set(exported) - defined)


def _roles() -> set[str]:
    from interlocal.framework.frame import SHIPPED, read_framework

    return {role.id for name in SHIPPED for role in read_framework(name).roles}


def _named_in_code(text: str) -> set[str]:
    """Every name and every string of a module, its docstrings and their examples apart."""
    import ast

    tree = ast.parse(text)
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            found |= {node.value, *re.findall(r"[\w-]+_[\w-]+", node.value)}
        found |= {
            value
            for field in ("id", "attr", "arg", "name")
            if "_" in (value := str(getattr(node, field, "") or ""))
        }
    return found


def test_no_code_names_a_role_of_a_shipped_framework() -> None:
    """Roles are data: only the frameworks' own files name them. One word alone counts where it is a whole string."""
    roles = _roles()
    assert len(roles) > 10
    in_text = re.compile(r"\b(" + "|".join(one for one in roles if "_" in one) + r")\b")
    quoted = re.compile(r"[\"'](" + "|".join(roles) + r")[\"']")
    for path in sorted((ROOT / "src" / "interlocal").rglob("*")):
        if path.suffix == ".py":
            assert not roles & _named_in_code(path.read_text(encoding="utf-8")), path
        elif path.suffix in {".j2", ".html", ".js", ".css"}:
            text = path.read_text(encoding="utf-8")
            assert not in_text.search(text), path
            assert not quoted.search(text), path


def test_a_role_named_in_code_would_be_found() -> None:
    code = (
        'def f(x):\n    """access_to_centre"""\n    return x.fund_raising, "delegation", "a fund_raising b"'
    )
    assert _named_in_code(code) & _roles() == {"fund_raising", "delegation"}
