"""The text of a Word document with its tables. Only in the child."""

import zlib
from collections.abc import Iterator
from io import BytesIO
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile, ZipInfo

import mammoth
from lxml import etree

from models.errors import Invalid
from models.intake.days import day_of
from models.intake.extracted import Extracted
from models.intake.guessing import extracted
from models.intake.markup import parsed, readable

_MOST_BYTES, _MOST_PARTS, _MOST_RATIO, _SMALL = 60_000_000, 5_000, 200, 1_000_000
_BROKEN = (
    *(BadZipFile, zlib.error, LookupError, ValueError, OSError, EOFError, ExpatError),
    *(AttributeError, TypeError, NotImplementedError, RecursionError),
)
_READ = (".xml", ".rels")
_CORE = "docProps/core.xml"
_PROPERTIES = {
    "title": "{http://purl.org/dc/elements/1.1/}title",
    "author": "{http://purl.org/dc/elements/1.1/}creator",
    "language": "{http://purl.org/dc/elements/1.1/}language",
    "published": "{http://purl.org/dc/terms/}created",
}
_WHERE = "the document's properties"


def read_word(content: bytes, name: str) -> Extracted:
    """Return the text of a DOCX file."""
    try:
        said = dict(_checked(content, name))
        found = mammoth.convert_to_html(
            BytesIO(content),
            convert_image=mammoth.images.img_element(lambda _: {}),
            external_file_access=False,
        )
    except _BROKEN as error:
        raise Invalid(f"{name} is damaged and cannot be read. Get another copy of it.") from error
    tree = parsed(found.value) if found.value.strip() else None
    text = readable(tree) if tree is not None else ""
    if not text:
        raise Invalid(f"{name} holds no text.")
    return extracted(text, "docx", name, said)


def _checked(content: bytes, name: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Refuse what unpacks to more than it should; yield what the document says of itself."""
    with ZipFile(BytesIO(content)) as packed:
        parts = packed.infolist()
        if len(parts) > _MOST_PARTS or sum(one.file_size for one in parts) > _MOST_BYTES:
            raise _bomb(name)
        if any(map(_is_bomb, parts)):
            raise _bomb(name)
        if any(one.flag_bits & 1 for one in parts):
            raise Invalid(
                f"{name} is protected by a password. Save a copy without one, and add that."
            )
        for one in parts:
            if one.filename.endswith(_READ):
                _refuse_doctype(packed, one, name)
        if _CORE in packed.namelist():
            yield from _properties(packed.read(_CORE))


def _is_bomb(part: ZipInfo) -> bool:
    return part.file_size > _SMALL and part.file_size > _MOST_RATIO * max(part.compress_size, 1)


def _bomb(name: str) -> Invalid:
    return Invalid(f"{name} unpacks to far more than a document holds, so it was not read.")


def _refuse_doctype(packed: ZipFile, part: ZipInfo, name: str) -> None:
    """No Word document declares entities; one that does wants to fill the memory."""
    with packed.open(part) as file:
        before = b""
        while piece := file.read(1 << 16):
            seen = (before + piece).replace(b"\0", b"")
            if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                raise Invalid(
                    f"{name} holds declarations that no Word document has; it was not read."
                )
            before = piece[-32:]


def _properties(core: bytes) -> Iterator[tuple[str, tuple[str, str]]]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(core, parser)
    except etree.XMLSyntaxError:
        return
    for key, tag in _PROPERTIES.items():
        value = (tree.findtext(tag) or "").strip()
        if key == "published":
            value = day_of(value)
        elif key == "language":
            value = value.split("-")[0].lower() if len(value.split("-")[0]) == 2 else ""
        if value:
            yield key, (value, _WHERE)
