"""The pages that a stranger reads first agree with the project."""

import re
import subprocess
import tomllib
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
SECTIONS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def releases(text: str) -> list[tuple[str, str]]:
    """The headings of a changelog as (version, day); the unreleased one has no day."""
    found = []
    for line in re.findall(r"^## (.+)$", text, re.MULTILINE):
        match = re.fullmatch(r"\[(Unreleased|\d+\.\d+\.\d+)\](?: - (\d{4}-\d{2}-\d{2}))?", line)
        assert match, f"no heading of Keep a Changelog: {line}"
        found.append((match[1], match[2] or ""))
    return found


def targets() -> list[str]:
    return re.findall(r"^([a-z][\w-]*):(?!=)", read("Makefile"), re.MULTILINE)


def test_the_changelog_is_one_of_keep_a_changelog() -> None:
    text = read("CHANGELOG.md")
    found = releases(text)
    assert text.startswith("# Changelog\n")
    assert "keepachangelog.com" in text
    assert found[0] == ("Unreleased", "")
    assert all(day for _, day in found[1:])
    days = [date.fromisoformat(day) for _, day in found[1:]]
    assert days == sorted(days, reverse=True)
    assert set(re.findall(r"^### (.+)$", text, re.MULTILINE)) <= SECTIONS


def test_the_changelog_knows_this_version() -> None:
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert version in [name for name, _ in releases(read("CHANGELOG.md"))]


@pytest.mark.parametrize("heading", ["## 0.1.0", "## [0.1]", "## [0.1.0] 2026-11-23", "## News"])
def test_a_heading_of_another_kind_is_seen(heading: str) -> None:
    with pytest.raises(AssertionError, match="no heading of Keep a Changelog"):
        releases(f"# Changelog\n\n{heading}\n")


@pytest.mark.parametrize("command", ["make run", "make test"])
def test_the_readme_names_the_two_commands_as_one_types_them(command: str) -> None:
    assert re.search(rf"^ *(?:\$ )?{command}\b", read("README.md"), re.MULTILINE)


def test_the_help_lists_every_target() -> None:
    said = subprocess.run(["make", "-s", "-C", str(ROOT)], capture_output=True, text=True).stdout
    listed = re.findall(r"^  make (\S+) +\S.{10,}$", said, re.MULTILINE)
    assert len(listed) > 6
    assert sorted(listed) == sorted(targets())


def test_every_target_works_though_a_file_has_its_name() -> None:
    (phony,) = re.findall(r"^\.PHONY: (.+)$", read("Makefile"), re.MULTILINE)
    assert sorted(phony.split()) == sorted(targets())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_inside_the_project_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    links = re.findall(r"\]\(([^)\s]+)", text) + re.findall(r"(?:src|href)=\"([^\"]+)\"", text)
    inside = [link for link in links if not re.match(r"[a-z]+:|#", link)]
    lost = [link for link in inside if not (page.parent / unquote(link.split("#")[0])).exists()]
    assert lost == []


def test_the_manual_lists_every_action_with_its_keys_and_words() -> None:
    from gui.actions import ACTIONS

    manual = (ROOT / "docs" / "manual.md").read_text(encoding="utf-8")
    for action in ACTIONS:
        line = f"| {action.text} | {', '.join(action.shortcuts)} | {action.tip or action.text} |"
        assert line in manual, line
