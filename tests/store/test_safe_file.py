"""Files that are written whole or not at all, whatever happens in between."""

import os
import random
import resource
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from models import StoreUnavailable
from models.exchange import safe_file
from models.exchange.safe_file import writing_whole

KILLS = 40
ROOT = Path(__file__).resolve().parents[2]
# Forks a writer for each line it reads, so that a kill costs milliseconds and not an import.
NURSERY = """
import os, sys
from pathlib import Path
from models import Query, open_store
from models.exchange.cells import whole_kind
from models.exchange.csv_writer import export_csv

store_path, target, way = sys.argv[1:]
for _ in sys.stdin:
    child = os.fork()
    if child:
        print(child, flush=True)
        os.waitpid(child, 0)
        print("ended", flush=True)
        continue
    store = open_store(Path(store_path), readonly=True)
    query, columns = Query("country"), whole_kind("country")
    for turn in range(1_000_000):
        labels = turn % 2 == 1
        if way == "whole":
            export_csv(store, query, columns, Path(target), labels=labels)
        else:
            with open(target, "wb", buffering=64) as file:
                export_csv(store, query, columns, file, labels=labels)
        if turn == 1:
            print("writing", flush=True)
"""


def beside(path: Path) -> list[str]:
    return sorted(one.name for one in path.parent.iterdir() if one != path)


@contextmanager
def limited(size: int) -> Iterator[None]:
    """A disk that is full after so many bytes of one file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture(params=["unnamed", "named"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of writing beside the target: systems differ in which they have."""
    if request.param == "named":
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    return str(request.param)


@pytest.mark.usefixtures("way")
class TestWriting:
    def test_a_new_file_appears_only_when_it_is_whole(self, tmp_path: Path) -> None:
        target = tmp_path / "new.csv"
        with writing_whole(target) as file:
            file.write(b"half")
            file.flush()
            assert not target.exists()
            file.write(b" and half")
        assert target.read_bytes() == b"half and half"
        assert beside(target) == []

    def test_a_failure_leaves_the_old_file_and_nothing_else(self, tmp_path: Path) -> None:
        target = tmp_path / "old.csv"
        target.write_bytes(b"old")
        pages = (b"x" * 100_000, b"y" * 100_000, "no bytes")
        with pytest.raises(TypeError), writing_whole(target) as file:
            file.writelines(pages)  # type: ignore[arg-type]
        assert target.read_bytes() == b"old"
        assert beside(target) == []

    def test_the_mode_of_the_old_file_is_kept(self, tmp_path: Path) -> None:
        target = tmp_path / "old.csv"
        target.write_bytes(b"old")
        target.chmod(0o640)
        with writing_whole(target) as file:
            file.write(b"new")
        assert stat.S_IMODE(target.stat().st_mode) == 0o640

    def test_a_new_file_has_the_mode_that_any_program_would_give_it(self, tmp_path: Path) -> None:
        (tmp_path / "plain").touch()
        with writing_whole(tmp_path / "ours"):
            pass
        assert (tmp_path / "ours").stat().st_mode == (tmp_path / "plain").stat().st_mode

    def test_a_symbolic_link_stays_one(self, tmp_path: Path) -> None:
        folder = tmp_path / "elsewhere"
        folder.mkdir()
        (folder / "real.csv").write_bytes(b"old")
        link = tmp_path / "link.csv"
        link.symlink_to(folder / "real.csv")
        with writing_whole(link) as file:
            file.write(b"new")
        assert link.is_symlink()
        assert (folder / "real.csv").read_bytes() == b"new"

    def test_a_full_disk_is_one_sentence_and_the_old_file_stays(self, tmp_path: Path) -> None:
        target = tmp_path / "old.csv"
        target.write_bytes(b"old")
        with (
            pytest.raises(StoreUnavailable, match=r"disk is full.*old\.csv") as caught,
            limited(50_000),
            writing_whole(target) as file,
        ):
            file.write(b"x" * 200_000)
        assert "\n" not in caught.value.sentence
        assert target.read_bytes() == b"old"
        assert beside(target) == []

    def test_a_disk_that_is_full_only_at_the_end_is_noticed_too(self, tmp_path: Path) -> None:
        target = tmp_path / "old.csv"
        target.write_bytes(b"old")
        # Less than the buffer: the bytes leave the program when the block has ended.
        with pytest.raises(StoreUnavailable), limited(10), writing_whole(target) as file:
            file.write(b"x" * 100)
        assert target.read_bytes() == b"old"
        assert beside(target) == []

    def test_a_very_long_name_can_be_written(self, tmp_path: Path) -> None:
        target = tmp_path / ("я" * 120 + ".csv")
        with writing_whole(target) as file:
            file.write(b"new")
        assert target.read_bytes() == b"new"


def test_a_folder_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="is a folder"), writing_whole(tmp_path):
        pass


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    wanted = tmp_path / "missing" / "a.csv"
    with pytest.raises(StoreUnavailable, match=r"no folder .*missing"), writing_whole(wanted):
        pass


def test_a_device_is_written_to_as_it_is() -> None:
    with writing_whole(Path("/dev/null")) as file:
        file.write(b"gone")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_what_a_dead_writer_left_is_removed_and_a_living_one_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    dead = tmp_path / ".a.csv.0123.khorgos-part"
    living = tmp_path / ".a.csv.4567.khorgos-part"
    other = tmp_path / ".b.csv.89ab.khorgos-part"
    for part in (dead, living, other):
        part.touch()
    with living.open("wb") as file:
        safe_file._lock(file.fileno())
        with writing_whole(target):
            pass
    assert beside(target) == [living.name, other.name]


def killed_exports(store: Path, target: Path, way: str) -> tuple[int, int]:
    """Kill an export again and again; return how many files were torn and how many stray."""
    whole = {target.read_bytes(), target.with_suffix(".labels").read_bytes()}
    torn = stray = 0
    chance = random.Random(20231006)
    command = [sys.executable, "-c", NURSERY, str(store), str(target), way]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as nursery:
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        for _ in range(KILLS):
            nursery.stdin.write("\n")
            nursery.stdin.flush()
            said = [nursery.stdout.readline().strip(), nursery.stdout.readline().strip()]
            assert "writing" in said
            time.sleep(chance.uniform(0, 0.01))
            said.remove("writing")
            os.kill(int(said[0]), 9)
            assert nursery.stdout.readline().strip() == "ended"
            torn += target.read_bytes() not in whole
            stray += any(name.endswith(".khorgos-part") for name in beside(target))
        nursery.stdin.close()
    return torn, stray


@pytest.fixture
def exported(seeded_template: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A store and a file that an export of it replaces."""
    from models import Query, open_store
    from models.exchange.cells import whole_kind
    from models.exchange.csv_writer import export_csv

    path = tmp_path / "store" / "facts.khorgos"
    path.parent.mkdir()
    path.write_bytes(seeded_template.read_bytes())
    target = tmp_path / "out" / "country.csv"
    target.parent.mkdir()
    store = open_store(path)
    for labels, file in ((False, target), (True, target.with_suffix(".labels"))):
        export_csv(store, Query("country"), whole_kind("country"), file, labels=labels)
    store.close()
    return path, target


def test_a_killed_export_leaves_the_old_or_the_new_file(exported: tuple[Path, Path]) -> None:
    store, target = exported
    torn, stray = killed_exports(store, target, "whole")
    assert torn == 0
    # Only a kill in the microseconds between naming and moving leaves a part behind …
    assert stray <= 2
    with writing_whole(target):
        pass
    # … and the next writing removes it.
    assert beside(target) == ["country.labels"]


def test_the_kills_would_tear_a_file_that_is_simply_overwritten(
    exported: tuple[Path, Path],
) -> None:
    torn, _ = killed_exports(*exported, "torn")
    assert torn > 0
