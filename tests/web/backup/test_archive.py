"""An archive is taken whole or not at all, and never leads out of the folder it is put into."""

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard

from headwater.analysis.errors import BadDataError, HeadwaterError, UsageError
from headwater.web.backup import records
from headwater.web.backup.archive import MANIFEST, Writer, check, unpack
from headwater.web.backup.manifest import Manifest
from headwater.web.backup.restoring import restore

SAID = Manifest(
    made_at="2026-11-22T20:00:00+00:00",
    headwater="0.1.0",
    records="sqlite",
    migrations=[],
    store_version=0,
    settings={},
)


def member(path: str, content: bytes = b"x", **more: Any) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(path)
    info.size = 0 if "linkname" in more else len(content)
    for name, value in more.items():
        setattr(info, name, value)
    return info, content


def hostile(
    file: Path, *members: tuple[tarfile.TarInfo, bytes], manifest: Any = None, after: bool = False
) -> Path:
    """Write an archive whose manifest agrees with its content, so that only the content is at fault."""
    files = {
        info.name: {"bytes": info.size, "sha256": hashlib.sha256(content[: info.size]).hexdigest()}
        for info, content in members
    }
    said = json.loads(SAID.to_text()) | {"files": files} if manifest is None else manifest
    text = said if isinstance(said, bytes) else json.dumps(said).encode()
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        listed = [*members, member(MANIFEST, text)]
        for info, content in reversed(listed) if after else listed:
            tar.addfile(info, io.BytesIO(content))
    file.write_bytes(zstandard.compress(packed.getvalue()))
    return file


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (member("../evil"), "'../evil', which leads out of the folder"),
        (member("keys/../../evil"), "which leads out of the folder"),
        (member("/tmp/evil"), "which leads out of the folder"),
        (member("keys/./evil"), "which leads out of the folder"),
        (member("keys\\evil"), "which leads out of the folder"),
        (member("keys/link", type=tarfile.SYMTYPE, linkname="/etc/passwd"), "a link or a device"),
        (member("keys/link", type=tarfile.LNKTYPE, linkname="../../etc/passwd"), "a link or a device"),
        (member("keys/pipe", b"", type=tarfile.FIFOTYPE), "a link or a device"),
        (member("keys/disk", b"", type=tarfile.BLKTYPE), "a link or a device"),
        (member("keys", b"", type=tarfile.DIRTYPE), "a link or a device"),
        (member("bin/sh"), "which is no part of a backup"),
        (member("evil"), "which is no part of a backup"),
    ],
)
def test_what_a_backup_never_holds_is_refused(
    tmp_path: Path, wrong: tuple[tarfile.TarInfo, bytes], words: str
) -> None:
    file = hostile(tmp_path / "evil.tar.zst", member("records/records.sqlite3"), wrong)
    with pytest.raises(BadDataError, match=words):
        restore(file, tmp_path / "inside" / "data")
    assert [path.name for path in tmp_path.rglob("*")] == ["evil.tar.zst"], "nothing was written anywhere"


def test_a_file_that_comes_twice_is_refused(tmp_path: Path) -> None:
    twice = hostile(tmp_path / "twice", member("keys/a", b"one"), member("keys/a", b"two"))
    with pytest.raises(BadDataError, match="'keys/a', for the second time"):
        check(twice)


def packed(folder: Path) -> Path:
    (folder / "key").write_text("secret")
    with (folder / "good.tar.zst").open("wb") as out:
        writer = Writer(out)
        writer.add("keys/session.key", folder / "key")
        writer.finish(SAID)
    return folder / "good.tar.zst"


def changed(file: Path, change: Callable[[bytes], bytes]) -> Path:
    plain = zstandard.ZstdDecompressor().decompressobj().decompress(file.read_bytes())
    other = file.with_name("other")
    other.write_bytes(zstandard.compress(change(plain)))
    return other


def test_every_byte_counts(tmp_path: Path) -> None:
    good = packed(tmp_path)
    assert check(good).files["keys/session.key"].bytes == 6
    with pytest.raises(BadDataError, match=r"keys/session.key is not what was saved"):
        check(changed(good, lambda plain: plain.replace(b"secret", b"secreT")))
    with pytest.raises(BadDataError, match="not what was saved"):
        check(changed(good, lambda plain: plain.replace(b'"bytes": 6', b'"bytes": 7')))


def test_what_is_cut_off_or_something_else_is_said(tmp_path: Path) -> None:
    whole = packed(tmp_path).read_bytes()
    part = tmp_path / "part"
    for length in (0, 1, 10, len(whole) // 2, len(whole) * 3 // 4):
        part.write_bytes(whole[:length])
        with pytest.raises(BadDataError, match=r"not a whole backup|cannot be read"):
            check(part)
    part.write_text("a shopping list")
    with pytest.raises(BadDataError, match="it is something else, cut off or damaged"):
        check(part)
    no_manifest = changed(tmp_path / "good.tar.zst", lambda plain: plain[:1024] + bytes(1024))
    with pytest.raises(BadDataError, match="not a whole backup"):
        check(no_manifest)


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        (b"{", "manifest that cannot be read"),
        ({"format": 2}, "has format 2, and this Headwater reads format 1"),
        ({"format": 1, "files": []}, "manifest that cannot be read"),
        (
            json.loads(SAID.to_text()) | {"files": {"keys/lost": {"bytes": 1, "sha256": ""}}},
            "keys/lost is not what",
        ),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(tmp_path: Path, manifest: Any, words: str) -> None:
    with pytest.raises(BadDataError, match=words):
        check(hostile(tmp_path / "file", manifest=manifest))


def test_nothing_follows_the_manifest(tmp_path: Path) -> None:
    with pytest.raises(BadDataError, match="goes on after its manifest"):
        check(hostile(tmp_path / "file", member("keys/a"), after=True))


def test_what_was_checked_is_what_is_unpacked(tmp_path: Path) -> None:
    good = packed(tmp_path)
    manifest = check(good)
    other = changed(good, lambda plain: plain.replace(b"secret", b"secreT"))
    with pytest.raises(BadDataError, match="changed while it was read"):
        unpack(other, manifest, tmp_path / "elsewhere")


def test_a_restore_is_particular_about_where_it_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = packed(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "something").touch()
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    cases: list[tuple[Path, Path, str]] = [
        (good, tmp_path / "full", "is not empty, and a restore never mixes"),
        (good, good, "is not a folder"),
        (good, tmp_path / "link", "is not a folder"),
        (tmp_path / "no-such", tmp_path / "new", "There is no backup"),
    ]
    for file, folder, words in cases:
        with pytest.raises(UsageError, match=words):
            restore(file, folder)
    monkeypatch.setattr("shutil.disk_usage", lambda place: type("Usage", (), {"free": 3})())
    with pytest.raises(HeadwaterError, match="Make room, or restore to another disk"):
        restore(good, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_backup_of_another_database_or_a_newer_program_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = json.loads(SAID.to_text())
    newer = hostile(tmp_path / "newer", manifest=content | {"migrations": [["people", "9999_later"]]})
    with pytest.raises(UsageError, match=r"from a newer Headwater .*\(people 9999_later is not known here\)"):
        restore(newer, tmp_path / "data")
    other = hostile(tmp_path / "other", manifest=content | {"records": "postgresql"})
    with pytest.raises(UsageError, match="set DATABASE_URL to an empty PostgreSQL database"):
        restore(other, tmp_path / "data")
    monkeypatch.setattr(records, "kind", lambda: "postgresql")
    with pytest.raises(UsageError, match="DATABASE_URL names another database: unset it"):
        restore(hostile(tmp_path / "lite", manifest=content), tmp_path / "data")
    assert not (tmp_path / "data").exists()
