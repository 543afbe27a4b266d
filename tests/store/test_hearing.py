"""Each commit is told once and in its order, also one that another process made before it ended."""

from models import Query, Store, open_store


def add(store: Store, title: str) -> None:
    with store.step(title, by=None) as step:
        step.add("entry", {"title": title})


def test_who_writes_on_tells_first_what_the_writer_before_has_done(seeded_store: Store) -> None:
    follower = open_store(seeded_store.path, author="Other")
    heard: list[tuple[str, bool]] = []
    follower.listen(lambda change: heard.append((change.label, change.resizes("entry"))))
    shown = len(follower.ids(Query("entry")))
    for title in ("First", "Second"):
        add(seeded_store, title)
    seeded_store.close()
    assert follower.moved_on()
    assert not follower.readonly
    # Typed before the window has caught up.
    add(follower, "Third")
    assert heard == [("First", True), ("Second", True), ("Third", True)]
    assert len(follower.ids(Query("entry"))) == shown + 3
    follower.catch_up()
    assert len(heard) == 3
    follower.close()
