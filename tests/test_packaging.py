"""What a user installs: the wheel carries all rooms and the versions that are known to work."""

import subprocess
import sys
import tomllib
import zipfile
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("gui", "models", "resources", "seeds")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", str(ROOT), "--wheel-dir", str(folder)),
            *("--no-deps", "--no-build-isolation", "--no-index", "--quiet"),
        ],
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    (built,) = folder.glob("khorgos-*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def metadata(wheel: Path, names: set[str]) -> Message:
    (name,) = (name for name in names if name.endswith(".dist-info/METADATA"))
    with zipfile.ZipFile(wheel) as archive:
        return message_from_bytes(archive.read(name))


@pytest.mark.parametrize("room", ROOMS)
def test_the_wheel_carries_every_file_of_a_room(room: str, names: set[str]) -> None:
    there = [path for path in (ROOT / room).rglob("*") if path.is_file()]
    kept = [path for path in there if "__pycache__" not in path.parts]
    assert {path.relative_to(ROOT).as_posix() for path in kept} - names == set()


def test_the_wheel_carries_icons_and_the_article(names: set[str]) -> None:
    assert [name for name in names if name.startswith("resources/icons/") and ".svg" in name]
    assert "seeds/article.txt" in names


def test_the_wheel_carries_nothing_else(names: set[str]) -> None:
    tops = {name.partition("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == set(ROOMS)


def test_installed_files_are_found_without_the_project(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from importlib.resources import files\n"
        "print(files('seeds').joinpath('article.txt'), files('resources').joinpath('icons'))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-I", "-c", code, str(tmp_path)], capture_output=True, text=True
    )
    assert ran.stdout.split() == [
        str(tmp_path / "seeds/article.txt"),
        str(tmp_path / "resources/icons"),
    ]
    assert all(Path(path).exists() for path in ran.stdout.split())


def test_the_version_of_qt_that_loses_references_is_left_out(metadata: Message) -> None:
    wanted = [Requirement(line) for line in metadata.get_all("Requires-Dist", [])]
    (qt,) = (one.specifier for one in wanted if one.name.lower() == "pyside6-essentials")
    assert {"6.10.2", "6.11.0", "6.11.3"} == set(
        qt.filter(["6.10.1", "6.10.2", "6.11.0", "6.11.3", "6.12.0", "6.12.1"])
    )


def test_the_command_stands_in_the_wheel(wheel: Path, names: set[str]) -> None:
    (name,) = (name for name in names if name.endswith("entry_points.txt"))
    with zipfile.ZipFile(wheel) as archive:
        assert "khorgos = gui.__main__:main" in archive.read(name).decode()


def test_every_pin_is_a_plain_version_and_every_dependency_is_pinned() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = {name.lower().replace("_", "-"): version for name, _, version in map(split, lines)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    for wanted in map(Requirement, [*project["dependencies"], *(w for ws in extras for w in ws)]):
        assert wanted.specifier.contains(pins[wanted.name.lower()]), wanted


def split(line: str) -> tuple[str, str, str]:
    name, equals, version = line.partition("==")
    assert equals, line
    assert version.replace(".", "").isalnum(), line
    return name, equals, version
