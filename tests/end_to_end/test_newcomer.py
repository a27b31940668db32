"""From an empty folder to a first report, as somebody goes who knows nothing but what the command says."""

import csv
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

from mentorship.configuration import load_programme

ROOT = Path(__file__).parents[2]


def mentorship(*arguments: object, stdin: int = subprocess.DEVNULL) -> subprocess.CompletedProcess[str]:
    """Run the command away from the checkout, with nothing of this machine's settings."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("MENTORSHIP_") and name != "DAGSTER_HOME"
    }
    return subprocess.run(
        [sys.executable, "-m", "pipelines.cli", *map(str, arguments)],
        cwd="/",
        env=environment | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1", "TZ": "Europe/Berlin"},
        stdin=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def table(path: Path, rows: list[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def commands(told: str) -> list[list[str]]:
    """The calls that a text tells one to make."""
    return [line.split()[1:] for line in told.splitlines() if line.strip().startswith("mentorship ")]


def test_what_is_said_leads_from_an_empty_folder_to_a_report(tmp_path: Path) -> None:
    folder = tmp_path / "lantern"
    begun = mentorship("init", folder, "--yes")
    assert begun.returncode == 0, begun.stderr
    steps = commands(begun.stdout)
    assert [step[0] for step in steps] == ["inspect", "check", "run"]

    people, pairs = (Path(place) for place in re.findall(r"(\S+/exports/\S+\.csv):", begun.stdout))
    keys = [f"{number}" for number in range(1, 7)]
    table(people, [{"person_key": f"{role}-{key}", "role": role} for role in ("mentee", "mentor") for key in keys])
    table(pairs, [{"mentor": f"mentor-{key}", "mentee": f"mentee-{key}", "matched_on": "2026-01-12"} for key in keys])
    table(
        folder / "exports" / "meetings" / "log.csv",
        [
            {
                "mentor": f"mentor-{key}",
                "mentee": f"mentee-{key}",
                "starts_at": f"2026-01-2{key}T10:00",
                "outcome": "held",
            }
            for key in keys
        ],
    )

    inspected = mentorship(*steps[0])
    assert inspected.returncode == 0, inspected.stdout + inspected.stderr
    (entry,) = re.findall(r"- \{name: meetings.*\}", inspected.stdout)
    assert entry in mentorship("init", folder).stdout, "what is not declared yet is told again"
    declaration = folder / "programme.yaml"
    text = declaration.read_text(encoding="utf-8")
    there = "  - {name: people, kind: people, tool: table, files: people/*}\n"
    assert there in text
    declaration.write_text(text.replace(there, f"{there}  {entry}\n"), encoding="utf-8")

    checked = mentorship(*steps[1])
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "lantern: ok" in checked.stdout
    run = mentorship(*steps[2])
    assert run.returncode == 0, run.stderr
    (report,) = re.findall(r"It is (\S+/report\.html)\.", begun.stdout)
    assert "Lantern" in Path(report).read_text(encoding="utf-8")


def test_a_person_at_a_terminal_is_asked(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    try:
        os.write(ours, b"Lantern Mentoring\n12.1.2026\n2026-01-12\n\n\n")
        done = mentorship("init", tmp_path / "p", stdin=theirs)
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == 0, done.stderr
    about = load_programme(tmp_path / "p").programme
    assert (about.name, str(about.starts_on), str(about.ends_on)) == ("Lantern Mentoring", "2026-01-12", "2027-01-11")
    assert about.time_zone == "Europe/Berlin"
    assert "is no day; write it as 2026-11-22" in done.stderr
