"""Names and addresses are the coordinator's page's alone: no module of another page can come by them."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KNOWING = {
    "mentorship.addresses": {"mentorship/desk.py"},
    "mentorship.desk": {"assets/desk.py", "reports/coordinator.py", "reports/differences.py"},
    "reports.people": {"reports/coordinator.py", "reports/differences.py", "reports/mends.py"},
    "reports.coordinator": {"assets/desk.py"},
    "assets.desk": {"assets/delivery.py"},
}


def imported(path: Path) -> set[str]:
    """The modules that a file imports, by their whole names."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


@pytest.mark.parametrize("module", KNOWING)
def test_a_module_that_knows_names_is_imported_by_the_coordinators_page_alone(module):
    files = [
        path
        for folder in ("mentorship", "reports", "assets", "checks", "pipelines")
        for path in (ROOT / folder).rglob("*.py")
    ]
    assert len(files) > 100
    assert {path.relative_to(ROOT).as_posix() for path in files if module in imported(path)} == KNOWING[module]
